using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Restow.Core;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Execution;
using Restow.Kubernetes.Reservations;
using Restow.Kubernetes.Tests.Fakes;
using Restow.Packing;

namespace Restow.Kubernetes.Tests.Execution;

public sealed class EvictorTests : IDisposable
{
    private readonly FakeCluster cluster = new();
    private readonly FakeControlPlane plane;
    private readonly FakeTimeProvider time = new();
    private readonly ControlMetrics metrics = new(() => []);

    public EvictorTests()
    {
        plane = new FakeControlPlane(cluster) { Schedules = false };
        plane.AddNode("n1", 1000);
    }

    [Fact]
    public async Task Evict_ThePod_IsGone()
    {
        string pod = plane.AddPod("a", 100, "n1");
        Assert.Null(await EvictAsync(pod, $"uid-{pod}"));
        Assert.Null(cluster.Find($"/api/v1/namespaces/default/pods/{pod}"));
    }

    [Fact]
    public async Task Evict_APodThatIsGone_IsDone() => Assert.Null(await EvictAsync("gone", "uid-gone"));

    [Fact]
    public async Task Evict_ASuccessorOfTheSameName_IsLeftAlone()
    {
        string pod = plane.AddPod("a", 100, "n1");
        Fault? refusal = await EvictAsync(pod, "uid-of-its-predecessor");
        Assert.Contains("not the pod that was planned", refusal!.Problem, StringComparison.Ordinal);
        Assert.NotNull(cluster.Find($"/api/v1/namespaces/default/pods/{pod}"));
    }

    [Fact]
    public async Task Evict_BudgetRefusesAtFirst_TriesAgain()
    {
        string pod = plane.AddPod("a", 100, "n1");
        int refusals = 3;
        cluster.EvictionStatus = _ => refusals-- > 0 ? 429 : 201;
        Assert.Null(await EvictAsync(pod, $"uid-{pod}"));
        Assert.Equal(4, cluster.Writes.Count);
    }

    [Fact]
    public async Task Evict_BudgetNeverAllows_GivesUp()
    {
        string pod = plane.AddPod("a", 100, "n1");
        cluster.EvictionStatus = _ => 429;
        Assert.Contains("refused for 60 s", (await EvictAsync(pod, $"uid-{pod}"))!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evict_AnOutageLongerThanTheLimit_IsWaitedOut()
    {
        string pod = plane.AddPod("a", 100, "n1");
        DateTimeOffset back = time.GetUtcNow().AddMinutes(5);
        cluster.Interference = _ => time.GetUtcNow() < back ? ApiAnswer.Unreachable(new HttpRequestException("connection refused")) : null;
        int refusals = 3;
        cluster.EvictionStatus = _ => refusals-- > 0 ? 429 : 201;
        Assert.Null(await EvictAsync(pod, $"uid-{pod}"));
        Assert.Null(cluster.Find($"/api/v1/namespaces/default/pods/{pod}"));
    }

    [Fact]
    public async Task Evict_Forbidden_IsAnAnswerButNotRightAfterAnOutage()
    {
        string pod = plane.AddPod("a", 100, "n1");
        cluster.EvictionStatus = _ => 403;
        Assert.Contains("403", (await EvictAsync(pod, $"uid-{pod}"))!.Problem, StringComparison.Ordinal);
        int calls = 0;
        cluster.Interference = _ => ++calls == 1 ? ApiAnswer.Unreachable(new HttpRequestException("connection refused")) : null;
        cluster.EvictionStatus = _ => calls < 4 ? 403 : 201;
        Assert.Null(await EvictAsync(pod, $"uid-{pod}"));
    }

    [Fact]
    public async Task Evict_TheGateHasClosed_AsksNobody()
    {
        string pod = plane.AddPod("a", 100, "n1");
        Fault? refusal = await EvictAsync(pod, $"uid-{pod}", () => new Fault("restow", "", "closed", "wait"));
        Assert.Equal("closed", refusal!.Problem);
        Assert.Empty(cluster.Writes);
    }

    public void Dispose() => metrics.Dispose();

    private async Task<Fault?> EvictAsync(string pod, string uid, Func<Fault?>? gate = null)
    {
        var availability = new ApiAvailability(time);
        using var api = new ObservedApi(cluster, availability, time);
        var evictor = new Evictor(api, new ApiVersions("policy/v1", "policy/v1"), TimeSpan.FromSeconds(60), availability, metrics, time, NullLogger.Instance);
        var step = new StepRecord
        {
            Number = 0,
            Wave = 1,
            Kind = PackingMoveKind.Move,
            Namespace = "default",
            Name = pod,
            Uid = uid,
            Workload = "",
            Key = new ReplicaKey("rs-a", "1"),
            Priority = 0,
            Requests = new Dictionary<string, long>(),
        };
        Task<Fault?> eviction = evictor.EvictAsync(step, gate ?? (() => null), TestContext.Current.CancellationToken);
        await Patience.UntilAsync("the eviction ends", () =>
        {
            if (!eviction.IsCompleted)
                time.Advance(TimeSpan.FromSeconds(1));
            return eviction.IsCompleted;
        });
        return await eviction;
    }
}
