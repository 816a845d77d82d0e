using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Planning;
using static Restow.Packing.Tests.Build;

namespace Restow.Packing.Tests.Planning;

public class PlanCheckerTests
{
    private static readonly PackingOptions Options = new();

    // a is full of x and y; big needs all of a, and x fits on b.
    private static readonly Cluster Start = Cluster([Node("a", 1000), Node("b", 1000)], Pod("x", "a", 600), Pod("y", "b", 300), Pod("big", null, 1000, 5));

    [Fact]
    public void Check_MoveThenPlace_Accepts() =>
        Accepts(Start, [1, 1, 0], Step(1, PackingMoveKind.Move, 0, "a", "b"), Step(2, PackingMoveKind.Place, 2, null, "a"));

    [Fact]
    public void Check_RoomFreedInTheSameWave_Refuses() =>
        Refuses("finds no room on a: 1000 cpu of 400", Start, [1, 1, 0], Step(1, PackingMoveKind.Move, 0, "a", "b"), Step(1, PackingMoveKind.Place, 2, null, "a"));

    [Fact]
    public void Check_WrongSource_Refuses() =>
        Refuses("default/x is not on b", Start, [0, 1, -1], Step(1, PackingMoveKind.Move, 0, "b", "a"));

    [Fact]
    public void Check_WrongEnd_Refuses() =>
        Refuses("its steps leave default/x on b, not on a", Start, [0, 1, -1], Step(1, PackingMoveKind.Move, 0, "a", "b"));

    [Fact]
    public void Check_UnknownNodeOrPod_Refuses()
    {
        Refuses("names the node z", Start, [0, 1, -1], Step(1, PackingMoveKind.Move, 0, "a", "z"));
        Refuses("moves pod 9 of 3", Start, [0, 1, -1], new PlanStep<PackingMove>(1, new PackingMove(PackingMoveKind.Evict, 9, "default", "x", "a", null)));
        Refuses("wave 1 comes after wave 2", Start, [1, 1, 0], Step(2, PackingMoveKind.Move, 0, "a", "b"), Step(1, PackingMoveKind.Place, 2, null, "a"));
    }

    [Fact]
    public void Check_FixedPod_Refuses()
    {
        Cluster cluster = Start with { Pods = [Start.Pods[0] with { IsStatic = true }, .. Start.Pods.Skip(1)] };
        Refuses("it touches default/x, which is static", cluster, [1, 1, -1], Step(1, PackingMoveKind.Move, 0, "a", "b"));
    }

    [Fact]
    public void Check_Rule_AppliesAtTheTurn()
    {
        Pod shy = Pod("shy", "a", 100) with { AntiAffinity = [Term("host", ("app", "loud"))] };
        Cluster cluster = Cluster([Node("a", 4000, ("host", "a")), Node("b", 4000, ("host", "b"))], shy, Pod("loud", "b", 100, 0, ("app", "loud")));
        Refuses("may not land on b: node(s) didn't match pod anti-affinity rules", cluster, [1, 0],
            Step(cluster, 1, PackingMoveKind.Move, 0, "a", "b"), Step(cluster, 1, PackingMoveKind.Move, 1, "b", "a"));
    }

    [Fact]
    public void Check_Budget_CountsPodsDownAcrossWaves()
    {
        Cluster cluster = Cluster([Node("a"), Node("b")], Pod("x", "a", 100, 0, ("app", "w")), Pod("y", "a", 100, 0, ("app", "w"))) with
        {
            Budgets = [new DisruptionBudget("default", "w", Selector(("app", "w")), 1)],
        };
        Refuses("in wave 1 the disruption budget default/w allows 1 pods down, not 2", cluster, [1, 1],
            Step(cluster, 1, PackingMoveKind.Move, 0, "a", "b"), Step(cluster, 1, PackingMoveKind.Move, 1, "a", "b"));
        Accepts(cluster, [1, 1], Step(cluster, 1, PackingMoveKind.Move, 0, "a", "b"), Step(cluster, 2, PackingMoveKind.Move, 1, "a", "b"));
        Refuses("in wave 2 the disruption budget", cluster, [1, 1],
            Step(cluster, 1, PackingMoveKind.Evict, 0, "a", null), Step(cluster, 2, PackingMoveKind.Move, 1, "a", "b"), Step(cluster, 3, PackingMoveKind.Place, 0, null, "b"));
    }

    [Fact]
    public void Check_Caps_AreHeld()
    {
        PlanStep<PackingMove> move = Step(1, PackingMoveKind.Move, 0, "a", "b");
        Refuses("disturbs 1 pods of at most 0", Start, [1, 1, -1], Options with { MaxMoves = 0 }, move);
        Refuses("disturbs 1 pods of Deployment default/web, of at most 0", Start, [1, 1, -1], Options with { MaxMovesPerWorkload = 0 }, move);
    }

    [Fact]
    public void Check_Eviction_FollowsThePolicy()
    {
        PlanStep<PackingMove>[] steps = [Step(1, PackingMoveKind.Evict, 0, "a", null), Step(2, PackingMoveKind.Place, 2, null, "a")];
        Accepts(Start, [-1, 1, 0], steps);
        Refuses("which the eviction policy forbids", Start, [-1, 1, 0], Options with { Eviction = EvictionPolicy.None }, steps);
        Cluster polite = Start with { Pods = [.. Start.Pods.Take(2), Start.Pods[2] with { NeverPreempts = true }] };
        Refuses("no pod of a higher priority that may preempt", polite, [-1, 1, 0], steps);
        Cluster equal = Start with { Pods = [.. Start.Pods.Take(2), Start.Pods[2] with { Priority = 0 }] };
        Refuses("no pod of a higher priority that may preempt", equal, [-1, 1, 0], steps);
        Accepts(equal, [-1, 1, 0], Options with { Eviction = EvictionPolicy.Any }, steps);
    }

    [Fact]
    public void Check_Worse_Refuses() =>
        Refuses("it places 1 pods of priority 0 fewer than now", Start, [-1, 1, -1], Options with { Eviction = EvictionPolicy.Any }, Step(1, PackingMoveKind.Evict, 0, "a", null));

    [Fact]
    public void Check_EmptyPlanThatClaimsToBeBetter_Refuses()
    {
        PackingPlan plan = Plan([0, 1, -1]);
        Assert.Null(PlanChecker.Check(Start, Options, plan));
        Assert.Contains("claims to be better", PlanChecker.Check(Start, Options, plan with { IsBetter = true })!.Problem);
    }

    private static void Accepts(Cluster cluster, int[] end, params PlanStep<PackingMove>[] steps) => Accepts(cluster, end, Options, steps);

    private static void Accepts(Cluster cluster, int[] end, PackingOptions options, params PlanStep<PackingMove>[] steps) =>
        Assert.Null(PlanChecker.Check(cluster, options, Plan(end, steps)));

    private static void Refuses(string problem, Cluster cluster, int[] end, params PlanStep<PackingMove>[] steps) => Refuses(problem, cluster, end, Options, steps);

    private static void Refuses(string problem, Cluster cluster, int[] end, PackingOptions options, params PlanStep<PackingMove>[] steps) =>
        Assert.Contains(problem, PlanChecker.Check(cluster, options, Plan(end, steps))?.Problem);

    private static PlanStep<PackingMove> Step(int wave, PackingMoveKind kind, int pod, string? from, string? to) => Step(Start, wave, kind, pod, from, to);

    private static PlanStep<PackingMove> Step(Cluster cluster, int wave, PackingMoveKind kind, int pod, string? from, string? to) =>
        new(wave, new PackingMove(kind, pod, cluster.Pods[pod].Namespace, cluster.Pods[pod].Name, from, to));

    private static PackingPlan Plan(int[] end, params PlanStep<PackingMove>[] steps) => new()
    {
        Plan = new Plan<PackingMove> { Steps = steps, Before = [], After = [], Certificate = Certificate.None, Elapsed = TimeSpan.Zero },
        IsBetter = false,
        ByPriority = [],
        Assignment = end,
        Pending = [],
        Immovable = [],
    };
}
