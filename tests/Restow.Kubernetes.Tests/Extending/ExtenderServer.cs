using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;
using Restow.Kubernetes.Extending;
using Restow.Kubernetes.Listening;
using Restow.Kubernetes.Reservations;
using Restow.Packing.Model;

namespace Restow.Kubernetes.Tests.Extending;

/// <summary>The extender on a free port of the loopback, with a clock and rooms of the test's.</summary>
internal sealed class ExtenderServer : IAsyncDisposable
{
    private readonly HttpClient client = new();
    private readonly WebApplication application;

    private ExtenderServer(WebApplication application, FakeTimeProvider time)
    {
        this.application = application;
        Time = time;
        Ledger = new ReservationLedger(time);
        Heartbeat = new ExtenderHeartbeat(time);
        Metrics = new ExtenderMetrics(Ledger, MeterName);
        application.MapExtender(new SchedulerExtender(Ledger, Rooms), Heartbeat, Metrics);
    }

    public string MeterName { get; } = $"test-{Guid.NewGuid():N}";

    public FakeTimeProvider Time { get; }

    public ReservationLedger Ledger { get; }

    public Rooms Rooms { get; } = new();

    public ExtenderHeartbeat Heartbeat { get; }

    public ExtenderMetrics Metrics { get; }

    public Uri Address => new(application.Urls.First());

    public static async Task<ExtenderServer> StartAsync(long maxBodyBytes = 1 << 20)
    {
        var time = new FakeTimeProvider();
        var server = new ExtenderServer(RestowListener.Create(new ListeningOptions { Listen = new ListenAddress("127.0.0.1", 0), MaxBodyBytes = maxBodyBytes }, time).Value, time);
        await server.application.StartAsync();
        return server;
    }

    public void Reserve(string controller, string node, int count = 1, long cpu = 500) =>
        Ledger.Reserve(new Reservation("plan-1", new ReplicaKey(controller, "abc"), "default", node, count, new Resources { ["cpu"] = cpu }, Time.GetUtcNow().AddSeconds(30)));

    public async Task<(HttpStatusCode Status, string Text)> Post(string verb, byte[] body)
    {
        using HttpResponseMessage response = await client.PostAsync(new Uri(Address, verb), new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } });
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<JsonNode> Answer(string verb, string body)
    {
        (HttpStatusCode status, string text) = await Post(verb, Encoding.UTF8.GetBytes(body));
        Assert.True(status == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await application.DisposeAsync();
        Metrics.Dispose();
    }
}
