using System.Text.Json.Nodes;
using Restow.Core;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Controlling;
using Restow.Kubernetes.Execution;
using Restow.Kubernetes.State;
using Restow.Kubernetes.Tests.Cache;
using Restow.Kubernetes.Tests.Fakes;
using Restow.Packing;

namespace Restow.Kubernetes.Tests.Execution;

public sealed class PreflightTests
{
    private static readonly PackingOptions Options = new() { Time = TimeSpan.FromSeconds(10), Threads = 1 };

    private readonly FakeCluster cluster = new();
    private readonly FakeControlPlane plane;

    public PreflightTests()
    {
        plane = new FakeControlPlane(cluster);
        plane.AddNode("n1", 1000);
        plane.AddNode("n2", 1000);
        plane.AddPod("a", 400, "n1");
        plane.AddPod("b", 400, "n2");
        plane.AddPod("big", 1000);
    }

    [Fact]
    public async Task Check_NothingHappened_Passes() => Assert.Null(await CheckAsync((_, _) => { }));

    [Fact]
    public async Task Check_ThePodHasOptedOut_Stops() => Assert.Contains("restow.dev/movable", (await CheckAsync((pod, _) =>
    {
        JsonObject now = cluster.Find(pod)!;
        now["metadata"]!["annotations"] = new JsonObject { ["restow.dev/movable"] = "false" };
        cluster.Put(pod, now);
    }))!.Problem, StringComparison.Ordinal);

    [Fact]
    public async Task Check_ThePodIsGone_Stops()
    {
        plane.Schedules = false;
        Assert.Equal("it is gone", (await CheckAsync((pod, _) => cluster.Remove(pod)))!.Problem);
    }

    [Fact]
    public async Task Check_AnotherPodTookTheRoom_Stops() =>
        Assert.Contains("Insufficient cpu", (await CheckAsync((_, to) => plane.AddPod("c", 400, to)))!.Problem, StringComparison.Ordinal);

    [Fact]
    public async Task Check_AHintOfThePlanItself_IsNoObstacle() => Assert.Null(await CheckAsync((_, to) => Nominate("/api/v1/namespaces/default/pods/big-3", to)));

    [Fact]
    public async Task Check_APreemptorOfAnotherWorkloadIsNominated_Stops() => Assert.Contains("Insufficient cpu", (await CheckAsync((_, to) =>
    {
        plane.Schedules = false;
        plane.AddPod("preemptor", 400);
        Nominate("/api/v1/namespaces/default/pods/preemptor-4", to);
    }))!.Problem, StringComparison.Ordinal);

    [Fact]
    public async Task Check_TheNodeIsCordoned_Stops() => Assert.Contains("unschedulable", (await CheckAsync((_, to) =>
    {
        JsonObject node = cluster.Find($"/api/v1/nodes/{to}")!;
        node["spec"] = new JsonObject { ["unschedulable"] = true };
        cluster.Put($"/api/v1/nodes/{to}", node);
    }))!.Problem, StringComparison.Ordinal);

    [Fact]
    public async Task Check_TheWaitingPodIsGone_Stops() => Assert.Contains("no pod that the plan was made for waits", (await CheckAsync((_, _) =>
    {
        plane.Schedules = false;
        cluster.RemoveForGood("/api/v1/namespaces/default/pods/big-3");
    }))!.Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData(2, null)]
    [InlineData(1, "neither it nor a replica of it waits any more")]
    public async Task Check_TwoArrivalsOfOneWorkloadAndOnePodElsewhere_EachNeedsAPodOfItsOwn(int waiting, string? problem)
    {
        plane.Schedules = false;
        plane.AddNode("n3", 300);
        for (int i = 0; i < waiting; i++)
            plane.AddPod("twin", 100);
        await using CachedCluster cached = await CachedCluster.FollowAsync(cluster);
        PlanRecord plan = (await new Planner(cached.Cache, Options, true, TimeProvider.System).PlanAsync("demand", TestContext.Current.CancellationToken)).Value;
        StepRecord place = plan.Steps.First(s => s.Kind == PackingMoveKind.Place && s.Name.StartsWith("twin", StringComparison.Ordinal)) with { To = "n3" };
        plan = plan with
        {
            Steps = [.. plan.Steps.Where(s => s.Key != place.Key), place with { Number = 100, Uid = "uid-of-one-that-runs" }, place with { Number = 101 }],
        };
        var running = new RunningPlan(plan, new StateStore(cluster, "restow", "state", new ApiAvailability(TimeProvider.System), TimeProvider.System), _ => { });

        Assert.Equal(problem, new Preflight(cached.Cache, Options, TimeProvider.System).Check(running, place.Wave)?.Problem);
    }

    private void Nominate(string pod, string node)
    {
        JsonObject now = cluster.Find(pod)!;
        now["status"]!["nominatedNodeName"] = node;
        cluster.Put(pod, now);
    }

    /// <summary>Plans, lets something happen, and checks the first wave.</summary>
    /// <param name="happening">Told the path of the pod that is to move, and where to.</param>
    private async Task<Fault?> CheckAsync(Action<string, string> happening)
    {
        await using CachedCluster cached = await CachedCluster.FollowAsync(cluster);
        PlanRecord plan = (await new Planner(cached.Cache, Options, true, TimeProvider.System).PlanAsync("demand", TestContext.Current.CancellationToken)).Value;
        StepRecord move = plan.Steps.Single(s => s.Kind == PackingMoveKind.Move);
        happening($"/api/v1/namespaces/default/pods/{move.Name}", move.To!);
        await cached.CatchUpAsync();
        var running = new RunningPlan(plan, new StateStore(cluster, "restow", "state", new ApiAvailability(TimeProvider.System), TimeProvider.System), _ => { });
        return new Preflight(cached.Cache, Options, TimeProvider.System).Check(running, move.Wave);
    }
}
