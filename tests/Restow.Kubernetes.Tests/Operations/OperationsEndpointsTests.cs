using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Restow.Core;
using Restow.Kubernetes.Listening;
using Restow.Kubernetes.Operations;

namespace Restow.Kubernetes.Tests.Operations;

public sealed class OperationsEndpointsTests : IAsyncLifetime
{
    private readonly Controller controller = new();
    private readonly KubernetesMetrics metrics = new();
    private readonly HttpClient client = new();
    private readonly WebApplication application;
    private readonly PrometheusExporter exporter;

    public OperationsEndpointsTests()
    {
        exporter = new PrometheusExporter(metrics.Meter);
        application = RestowListener.Create(new ListeningOptions { Listen = new ListenAddress("127.0.0.1", 0) }, TimeProvider.System).Value;
        application.MapHealth(controller);
        application.MapMetrics(exporter);
        application.MapPlans(controller);
        application.MapSolve(controller);
    }

    public async ValueTask InitializeAsync()
    {
        await application.StartAsync();
        client.BaseAddress = new Uri(application.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await application.DisposeAsync();
        exporter.Dispose();
        metrics.Dispose();
    }

    [Fact]
    public async Task Healthz_Always_IsOk() => Assert.Equal("ok\n", await client.GetStringAsync("/healthz"));

    [Fact]
    public async Task Readyz_WithObstacles_Is503WithEachOnALine()
    {
        controller.Obstacles = ["the cache is not synced", "another replica leads"];
        using HttpResponseMessage response = await client.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("the cache is not synced\nanother replica leads\n", await response.Content.ReadAsStringAsync());
        controller.Obstacles = [];
        Assert.Equal("ready\n", await client.GetStringAsync("/readyz"));
    }

    [Fact]
    public async Task Metrics_AreTextFormat()
    {
        metrics.Moved("landed");
        using HttpResponseMessage response = await client.GetAsync("/metrics");
        Assert.Equal("0.0.4", response.Content.Headers.ContentType!.Parameters.Single(p => p.Name == "version").Value);
        Assert.Contains("restow_moves_total{outcome=\"landed\"} 1", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plans_AreCamelCaseJson()
    {
        JsonNode plan = JsonNode.Parse(await client.GetStringAsync("/plans"))![0]!;
        Assert.Equal("plan-7", (string?)plan["id"]);
        Assert.Equal(3, (int)plan["placedAfter"]!);
        Assert.Equal("n2", (string?)plan["steps"]![0]!["to"]);
    }

    [Fact]
    public async Task Solve_AcceptedOrRefused_SaysWhich()
    {
        using HttpResponseMessage accepted = await client.PostAsync("/solve", null);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        controller.Refusal = new Fault("controller", "", "a plan is running", "wait for its end");
        using HttpResponseMessage refused = await client.PostAsync("/solve", null);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("a plan is running", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, controller.Asked);
    }

    [Fact]
    public async Task Solve_Get_IsNotAllowed()
    {
        using HttpResponseMessage response = await client.GetAsync("/solve");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(0, controller.Asked);
    }

    private sealed class Controller : IReadiness, IPlanLog, ISolveTrigger
    {
        public IReadOnlyList<string> Obstacles { get; set; } = [];

        public Fault? Refusal { get; set; }

        public int Asked { get; private set; }

        IReadOnlyList<string> IReadiness.Obstacles() => Obstacles;

        public IReadOnlyList<PlanRecord> Recent() =>
            [new PlanRecord("plan-7", DateTimeOffset.UnixEpoch, "done", "", "optimal", 0.2, 2, 3, [new StepRecord(1, "move", "default", "web-1", "n1", "n2")])];

        public Fault? Request()
        {
            Asked++;
            return Refusal;
        }
    }
}
