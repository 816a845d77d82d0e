using Restow.Packing.Model;
using Restow.Packing.Planning;
using static Restow.Packing.Tests.Build;

namespace Restow.Packing.Tests.Planning;

public class DefaultSchedulerTests
{
    private static readonly PackingOptions Options = new();
    private static readonly PackingOptions Preempting = new() { Preemption = true };

    [Fact]
    public void Schedule_Queue_GoesByPriorityThenAge()
    {
        DateTimeOffset noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        Pod[] pods = [Pod("low", null, 600), Pod("late", null, 600, 1) with { Created = noon.AddHours(1) }, Pod("early", null, 600, 1) with { Created = noon }];
        Assert.Equal([-1, -1, 0], Schedule(Options, [Node("n", 1000)], pods));
    }

    [Fact]
    public void Schedule_EqualNodes_SpreadsAndBreaksTiesByOrder()
    {
        Assert.Equal([0, 1, 2], Schedule(Options, [Node("a"), Node("b"), Node("c")], Pod("x"), Pod("y"), Pod("z")));
    }

    [Fact]
    public void Schedule_Balance_PrefersTheNodeThatStaysEven()
    {
        // Both are equally free on average; the pod of cpu belongs where memory is used.
        Node[] nodes = [Node("cpu-used", 1000), Node("memory-used", 1000)];
        Pod memory = Pod("m", "memory-used", 0) with { Requests = new Resources { [Resources.Memory] = 1L << 33, [Resources.Cpu] = 100 } };
        Pod cpu = Pod("c", "cpu-used", 600);
        Assert.Equal(1, Schedule(Options, nodes, memory, cpu, Pod("p", null, 300))[2]);
    }

    [Fact]
    public void Schedule_PreferNoSchedule_IsAvoided()
    {
        Node[] nodes = [Node("a") with { Taints = [new Taint("k", "v", "PreferNoSchedule")] }, Node("b")];
        Assert.Equal(1, Schedule(Options, nodes, Pod("p"))[0]);
    }

    [Fact]
    public void Schedule_PreferredNodeAffinity_Wins()
    {
        Pod pod = Pod("p") with { PreferredNodeAffinity = [new WeightedNodeSelectorTerm(10, NodeTerm("disk", SelectorOperator.Exists))] };
        Assert.Equal(1, Schedule(Options, [Node("a"), Node("b", 4000, ("disk", "ssd"))], pod)[0]);
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(-10, 0)]
    public void Schedule_PreferredPodAffinity_AttractsOrRepels(int weight, int expected)
    {
        Node[] nodes = [Node("a", 4000, ("host", "a")), Node("b", 4000, ("host", "b"))];
        Pod pod = Pod("p") with { PreferredAffinity = [new WeightedPodAffinityTerm(weight, Term("host", ("app", "db")))] };
        Assert.Equal(expected, Schedule(Options, nodes, Pod("db", "b", 10, 0, ("app", "db")), pod)[1]);
    }

    [Fact]
    public void Schedule_SameController_SpreadsOverHosts()
    {
        // Least allocated alone would take the empty big node every time.
        WorkloadReference own = new("Deployment", "web", "ReplicaSet", "rs", "1");
        Pod[] pods = [.. Enumerable.Range(0, 2).Select(i => Pod($"p{i}", null, 10) with { Workload = own })];
        Assert.Equal([0, 1], Schedule(Options, [Node("big", 4000), Node("small", 3900)], pods));
    }

    [Fact]
    public void Schedule_Nominated_TakesItsNode()
    {
        Assert.Equal(1, Schedule(Options, [Node("a"), Node("b", 1000)], Pod("p") with { NominatedNodeName = "b" })[0]);
    }

    [Fact]
    public void Preemption_HigherPriority_TakesTheRoomOfTheCheapestVictims()
    {
        Node[] nodes = [Node("a", 1000), Node("b", 1000)];
        Pod[] pods = [Pod("v5", "a", 1000, 5), Pod("v1", "b", 600, 1), Pod("v2", "b", 400, 2), Pod("high", null, 500, 9)];
        Assert.Equal([0, -1, 1, 1], Schedule(Preempting, nodes, pods));
        Assert.Equal([0, 1, 1, -1], Schedule(Options, nodes, pods));
        pods[3] = pods[3] with { NeverPreempts = true };
        Assert.Equal([0, 1, 1, -1], Schedule(Preempting, nodes, pods));
    }

    [Fact]
    public void Preemption_Budgets_AreViolatedLast()
    {
        Pod guarded = Pod("guarded", "a", 1000, 1, ("app", "x"));
        Cluster cluster = Cluster([Node("a", 1000), Node("b", 1000)], guarded, guarded with { Name = "twin", NodeName = "b", Priority = 1, Labels = Map() }, Pod("high", null, 500, 9)) with
        {
            Budgets = [new DisruptionBudget("default", "x", Selector(("app", "x")), 1)],
        };
        Assert.Equal(0, DefaultScheduler.Schedule(cluster, Preempting, cluster.InitialAssignment())[2]);
        cluster = cluster with { Budgets = [cluster.Budgets[0] with { DisruptionsAllowed = 0 }] };
        Assert.Equal(1, DefaultScheduler.Schedule(cluster, Preempting, cluster.InitialAssignment())[2]);
    }

    [Fact]
    public void Preemption_Victim_LandsElsewhereIfItCan()
    {
        Node[] nodes = [Node("a", 1000, ("zone", "a")), Node("b", 500)];
        Pod high = Pod("high", null, 1000, 9) with { NodeSelector = Map(("zone", "a")) };
        Assert.Equal([1, 0], Schedule(Preempting, nodes, Pod("low", "a", 500), high));
    }

    private static int[] Schedule(PackingOptions options, Node[] nodes, params Pod[] pods)
    {
        Cluster cluster = Cluster(nodes, pods);
        return DefaultScheduler.Schedule(cluster, options, cluster.InitialAssignment());
    }
}
