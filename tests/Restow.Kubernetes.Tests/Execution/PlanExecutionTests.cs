using System.Text.Json.Nodes;
using Restow.Core;
using Restow.Kubernetes.Tests.Fakes;

namespace Restow.Kubernetes.Tests.Execution;

public class PlanExecutionTests
{
    private const string StatePath = "/api/v1/namespaces/restow/configmaps/restow-state";

    private readonly FakeCluster cluster = new();
    private readonly FakeControlPlane plane;

    public PlanExecutionTests() => plane = new FakeControlPlane(cluster);

    [Fact]
    public async Task Run_RoomIsShattered_MovesOneAndPlacesTheBigOne()
    {
        string big = Shattered();
        await using var run = new ControllerRun(cluster, plane);
        PlanRecord plan = await run.SolveAsync();
        Assert.Equal(CertificateKind.Optimal, plan.Certificate.Kind);
        PlanRecord end = await run.EndAsync();
        Assert.Equal((PlanState.Done, ""), (end.State, end.State == PlanState.Done ? "" : end.Message));
        Assert.NotNull(plane.NodeOf(big));
        Assert.All(end.Steps, step => Assert.Equal(StepState.Landed, step.State));
        Assert.Empty(run.Controller.Ledger.Current());
        Assert.Single(cluster.Writes, w => w.EndsWith("/eviction", StringComparison.Ordinal));
        Assert.Equal(nameof(PlanState.Done), State()["state"]!.ToString());
    }

    [Fact]
    public async Task Run_SchedulerNeverAsks_EvictsNobody()
    {
        Shattered();
        await using var run = new ControllerRun(cluster, plane, ControllerRun.Quick with { ProbeTimeout = TimeSpan.FromSeconds(0.3) }, extender: false);
        await run.SolveAsync();
        PlanRecord end = await run.EndAsync();
        Assert.Equal(PlanState.Stopped, end.State);
        Assert.Contains("did not ask the extender", end.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(cluster.Writes, w => w.EndsWith("/eviction", StringComparison.Ordinal));
        Assert.DoesNotContain(cluster.All(Kubernetes.Api.ApiResource.Pods), p => p["metadata"]!["labels"]?["restow.dev/probe"] is not null);
    }

    [Fact]
    public async Task Run_BudgetRefuses_StopsAndReleases()
    {
        Shattered();
        cluster.EvictionStatus = _ => 429;
        await using var run = new ControllerRun(cluster, plane, ControllerRun.Quick with { EvictionTimeout = TimeSpan.FromSeconds(0.2) });
        await run.SolveAsync();
        PlanRecord end = await run.EndAsync();
        Assert.Equal(PlanState.Stopped, end.State);
        Assert.Contains("disruption budget", end.Message, StringComparison.Ordinal);
        Assert.Empty(run.Controller.Ledger.Current());
    }

    [Fact]
    public async Task Run_ReplacementLandsElsewhere_StopsAndSaysWhere()
    {
        string big = Shattered();
        plane.Defies = true;
        await using var run = new ControllerRun(cluster, plane);
        await run.SolveAsync();
        PlanRecord end = await run.EndAsync();
        Assert.Equal(PlanState.Stopped, end.State);
        Assert.Contains("instead", end.Message, StringComparison.Ordinal);
        Assert.Empty(run.Controller.Ledger.Current());
        JsonObject waiting = cluster.Find($"/api/v1/namespaces/default/pods/{big}")!;
        Assert.Null(waiting["status"]!["nominatedNodeName"]);
        Assert.Null(waiting["metadata"]!["annotations"]?["restow.dev/planned-node"]);
    }

    [Fact]
    public async Task Run_ReplacementNeverBecomesReady_Stops()
    {
        Shattered();
        plane.MakesReady = false;
        await using var run = new ControllerRun(cluster, plane, ControllerRun.Quick with { LandingTimeout = TimeSpan.FromSeconds(4) });
        await run.SolveAsync();
        PlanRecord end = await run.EndAsync();
        Assert.Contains("has not become ready", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NoWindowIsOpen_EvictsNobody()
    {
        Shattered();
        DateTimeOffset tomorrow = DateTimeOffset.UtcNow.AddHours(3);
        var closed = new Kubernetes.Controlling.MaintenanceWindow(tomorrow.DayOfWeek, tomorrow.DayOfWeek, new TimeSpan(tomorrow.Hour, 0, 0), new TimeSpan(tomorrow.Hour, 59, 0));
        await using var run = new ControllerRun(cluster, plane, ControllerRun.Quick with { MaintenanceWindows = [closed] });
        await run.SolveAsync();
        PlanRecord end = await run.EndAsync();
        Assert.Contains("no maintenance window is open", end.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(cluster.Writes, w => w.EndsWith("/eviction", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ASecondController_DoesNotActButHoldsTheSameReservations()
    {
        Shattered();
        plane.Schedules = false;
        await using var first = new ControllerRun(cluster, plane, ControllerRun.Quick with { HeartbeatLimit = TimeSpan.FromHours(1) });
        await first.UntilAsync(() => first.Controller.IsLeader ? "" : null);
        await using var second = new ControllerRun(cluster, plane);
        await second.UntilAsync(() => second.Controller.IsSynced ? "" : null);
        first.Controller.Heartbeat.Beat();
        await first.SolveAsync();
        await second.UntilAsync(() => second.Controller.Ledger.Current().Count == 2 ? "" : null);
        Result<PlanRecord> refused = await second.Controller.SolveNowAsync(TestContext.Current.CancellationToken);
        Assert.Contains("does not lead", refused.Fault!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PodsAreRefused_PlansOfItself()
    {
        Shattered();
        await using var run = new ControllerRun(cluster, plane, ControllerRun.Quick with { Trigger = PlanTrigger.Quiet, QuietPeriod = TimeSpan.FromMilliseconds(50) });
        PlanRecord end = await run.EndAsync();
        Assert.Equal(("pending", PlanState.Done, "2 of 2 arrivals landed, 1 pods were evicted"), (end.Trigger, end.State, end.Message));
    }

    [Fact]
    public async Task Run_Observing_WritesNothing()
    {
        Shattered();
        await using var run = new ControllerRun(cluster, plane, ControllerRun.Quick with { Apply = false });
        PlanRecord plan = await run.SolveAsync();
        Assert.Equal(PlanState.Proposed, plan.State);
        Assert.NotEmpty(plan.Steps);
        Assert.Empty(cluster.Writes);
    }

    [Fact]
    public async Task Run_BeforeTheFirstEviction_ItIsRecorded()
    {
        Shattered();
        JsonNode? recorded = null;
        cluster.EvictionStatus = _ =>
        {
            recorded = State();
            return 201;
        };
        await using var run = new ControllerRun(cluster, plane);
        await run.SolveAsync();
        await run.EndAsync();
        Assert.Equal("Evicting", recorded!["steps"]!.AsArray().Single(s => s!["from"] is not null)!["state"]!.ToString());
    }

    [Fact]
    public async Task Run_AfterACrashBetweenEvictionAndLanding_GoesOnAndEvictsNobodyTwice()
    {
        string big = Shattered();
        plane.Schedules = false;
        var crashing = new ControllerRun(cluster, plane, ControllerRun.Quick with { HeartbeatLimit = TimeSpan.FromHours(1) });
        crashing.Controller.Heartbeat.Beat();
        await crashing.SolveAsync();
        await crashing.UntilAsync(() => cluster.Writes.ToArray().FirstOrDefault(w => w.EndsWith("/eviction", StringComparison.Ordinal)));
        await crashing.DisposeAsync();
        Assert.Equal("Running", State()["state"]!.ToString());

        plane.Schedules = true;
        await using var next = new ControllerRun(cluster, plane);
        await next.UntilAsync(() => next.Controller.Plans is [{ State: PlanState.Running }, ..] ? "" : null);
        await next.UntilAsync(() => next.Controller.Ledger.Current().Count > 0 ? "" : null);
        plane.ScheduleAll();
        PlanRecord end = await next.EndAsync();
        Assert.Equal((PlanState.Done, ""), (end.State, end.State == PlanState.Done ? "" : end.Message));
        Assert.NotNull(plane.NodeOf(big));
        Assert.Single(cluster.Writes, w => w.EndsWith("/eviction", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_AStrangerTookTheRoomWhileNobodySteered_StopsAtOnce()
    {
        string big = Shattered();
        plane.Schedules = false;
        var crashing = new ControllerRun(cluster, plane, ControllerRun.Quick with { HeartbeatLimit = TimeSpan.FromHours(1) });
        crashing.Controller.Heartbeat.Beat();
        PlanRecord plan = await crashing.SolveAsync();
        await crashing.UntilAsync(() => cluster.Writes.ToArray().FirstOrDefault(w => w.EndsWith("/eviction", StringComparison.Ordinal)));
        await crashing.DisposeAsync();
        string node = plan.Steps.Single(s => s.Pod.EndsWith(big, StringComparison.Ordinal)).To!;
        string stranger = plane.AddPod("stranger", 500, node);

        await using var next = new ControllerRun(cluster, plane, ControllerRun.Quick with { LandingTimeout = TimeSpan.FromHours(1) });
        await next.UntilAsync(() => next.Controller.Plans is [{ State: PlanState.Running }, ..] ? "" : null);
        await next.UntilAsync(() => next.Controller.Ledger.Current().Count > 0 ? "" : null);
        plane.Schedules = true;
        plane.ScheduleAll();
        PlanRecord end = await next.EndAsync();
        Assert.Equal(PlanState.Stopped, end.State);
        Assert.Contains($"too little cpu, {stranger} runs there now", end.Message, StringComparison.Ordinal);
        Assert.Null(plane.NodeOf(big));
    }

    [Fact]
    public async Task Run_AnOutageCostsTheLead_KeepsItsReservationsAndGoesOn()
    {
        string big = Shattered();
        plane.Schedules = false;
        await using var run = new ControllerRun(cluster, plane, ControllerRun.Quick with { HeartbeatLimit = TimeSpan.FromHours(1) });
        run.Controller.Heartbeat.Beat();
        await run.SolveAsync();
        await run.UntilAsync(() => cluster.Writes.ToArray().FirstOrDefault(w => w.EndsWith("/eviction", StringComparison.Ordinal)));
        cluster.Interference = _ => Kubernetes.Api.ApiAnswer.Unreachable(new HttpRequestException("connection refused"));
        await run.UntilAsync(() => run.Controller.IsLeader ? null : "");
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.Equal(2, run.Controller.Ledger.Current().Count);

        cluster.Interference = _ => null;
        plane.Schedules = true;
        plane.ScheduleAll();
        PlanRecord end = await run.EndAsync();
        Assert.Equal((PlanState.Done, ""), (end.State, end.State == PlanState.Done ? "" : end.Message));
        Assert.NotNull(plane.NodeOf(big));
        Assert.Single(cluster.Writes, w => w.EndsWith("/eviction", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_TheSchedulerHasPutAPodAside_AsksForItAgain()
    {
        string big = Shattered();
        plane.Schedules = false;
        await using var run = new ControllerRun(cluster, plane, ControllerRun.Quick with { HeartbeatLimit = TimeSpan.FromHours(1) });
        run.Controller.Heartbeat.Beat();
        await run.SolveAsync();
        string first = await run.UntilAsync(Tried);
        await run.UntilAsync(() => Tried() is { } again && again != first ? again : null);
        plane.Schedules = true;
        plane.ScheduleAll();
        Assert.Equal(PlanState.Done, (await run.EndAsync()).State);

        string? Tried() => (string?)cluster.Find($"/api/v1/namespaces/default/pods/{big}")!["metadata"]!["annotations"]?["restow.dev/tried"];
    }

    [Fact]
    public async Task Run_TheAnswerToARecordIsLost_GoesOn()
    {
        Shattered();
        bool isLost = false;
        cluster.Interference = call =>
        {
            if (isLost || !call.Path.EndsWith("/configmaps/restow-state", StringComparison.Ordinal) || call.Method != HttpMethod.Put)
                return null;
            isLost = true;
            var written = (JsonObject)JsonNode.Parse(call.Body.Span)!;
            cluster.Put(StatePath, written);
            return Kubernetes.Api.ApiAnswer.Unreachable(new HttpRequestException("connection reset"));
        };
        await using var run = new ControllerRun(cluster, plane);
        await run.SolveAsync();
        PlanRecord end = await run.EndAsync();
        Assert.True(isLost);
        Assert.Equal((PlanState.Done, ""), (end.State, end.State == PlanState.Done ? "" : end.Message));
    }

    /// <summary>Two nodes with 600 m free each, and a pod of 1000 m that waits.</summary>
    private string Shattered()
    {
        plane.AddNode("n1", 1000);
        plane.AddNode("n2", 1000);
        plane.AddPod("a", 400, "n1");
        plane.AddPod("b", 400, "n2");
        return plane.AddPod("big", 1000);
    }

    private JsonNode State() => JsonNode.Parse(cluster.Find(StatePath)!["data"]!["plan.json"]!.ToString())!;
}
