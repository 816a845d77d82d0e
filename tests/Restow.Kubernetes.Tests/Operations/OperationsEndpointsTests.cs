using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Restow.Core;
using Restow.Kubernetes.Listening;
using Restow.Kubernetes.Operations;

namespace Restow.Kubernetes.Tests.Operations;

public sealed class OperationsEndpointsTests : IAsyncLifetime
{
    private static readonly JsonTypeInfo<Plan> PlanJson = (JsonTypeInfo<Plan>)JsonSerializerOptions.Web.GetTypeInfo(typeof(Plan));

    private readonly Meter meter = new($"test-{Guid.NewGuid():N}");
    private readonly PrometheusExporter exporter;
    private readonly HttpClient client = new();
    private readonly WebApplication application;
    private IReadOnlyList<string> obstacles = [];
    private Fault? refusal;
    private int solved;

    public OperationsEndpointsTests()
    {
        exporter = new PrometheusExporter(meter.Name);
        application = RestowListener.Create(new ListeningOptions { Listen = new ListenAddress("127.0.0.1", 0) }, TimeProvider.System).Value;
        application.MapHealth(() => obstacles);
        application.MapMetrics(exporter);
        application.MapPlans(() => [new Plan("plan-8", 4), new Plan("plan-7", 3)], PlanJson);
        application.MapSolve(_ => Task.FromResult<Result<Plan>>(refusal is null ? new Plan($"plan-{++solved}", 5) : refusal), PlanJson);
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
        meter.Dispose();
    }

    [Fact]
    public async Task Healthz_Always_IsOk()
    {
        obstacles = ["not synced"];
        Assert.Equal("ok\n", await client.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task Readyz_WithObstacles_Is503WithEachOnALine()
    {
        Assert.Equal("ready\n", await client.GetStringAsync("/readyz"));
        obstacles = ["the cluster has not been read", "another replica leads"];
        using HttpResponseMessage response = await client.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("the cluster has not been read\nanother replica leads\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Metrics_AreTextFormat()
    {
        meter.CreateCounter<long>("hits").Add(3);
        using HttpResponseMessage response = await client.GetAsync("/metrics");
        Assert.Equal("0.0.4", response.Content.Headers.ContentType!.Parameters.Single(p => p.Name == "version").Value);
        Assert.EndsWith("\nhits_total 3\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plans_AreAListLatestFirst()
    {
        JsonArray plans = JsonNode.Parse(await client.GetStringAsync("/plans"))!.AsArray();
        Assert.Equal(["plan-8", "plan-7"], plans.Select(p => (string?)p!["id"]));
    }

    [Fact]
    public async Task Solve_Made_AnswersWithThePlan()
    {
        using HttpResponseMessage response = await client.PostAsync("/solve", null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("plan-1", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]);
    }

    [Fact]
    public async Task Solve_Refused_Is409WithTheReason()
    {
        refusal = new Fault("restow", "", "a plan is in hand", "ask again when it has ended");
        using HttpResponseMessage response = await client.PostAsync("/solve", null);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(refusal + "\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Solve_Get_IsNotAllowedAndSolvesNothing()
    {
        using HttpResponseMessage response = await client.GetAsync("/solve");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(0, solved);
    }

    private sealed record Plan(string Id, int Placed);
}
