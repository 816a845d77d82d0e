using Restow.Packing.Model;
using Restow.Packing.Planning;
using static Restow.Packing.Tests.Planning.Clusters;

namespace Restow.Packing.Tests.Planning;

public class StepPlannerTests
{
    [Fact]
    public void Order_NothingToDo_IsEmpty()
    {
        StepPlan plan = Order(Of(1, 10, Pod("a", 5, 0)), [0]);
        Assert.Empty(plan.Steps);
        Assert.Equal([0], plan.Reached);
    }

    [Fact]
    public void Order_Chain_FreesTheDestinationFirst()
    {
        StepPlan plan = Order(Of(3, 10, Pod("new", 8), Pod("a", 6, 0), Pod("b", 6, 1)), [0, 1, 2]);
        Assert.Equal(["1 Move b n1 n2", "2 Move a n0 n1", "3 Place new - n0"], Text(plan));
    }

    [Fact]
    public void Order_Cycle_BreaksAtTheLowestPriorityThenTheSmallest()
    {
        Assert.Equal(
            ["1 Evict b n1 -", "2 Move a n0 n1", "3 Place b - n0"],
            Text(Order(Of(2, 10, Pod("a", 8, 0, priority: 5), Pod("b", 8, 1, priority: 1)), [1, 0])));
        Assert.Equal(
            ["1 Evict a n0 -", "2 Move b n1 n0", "3 Place a - n1"],
            Text(Order(Of(2, 10, Pod("a", 7, 0), Pod("b", 8, 1)), [1, 0])));
    }

    [Fact]
    public void Order_TwoCycles_AreBrokenInOneWave()
    {
        Cluster cluster = Of(4, 10, Pod("a", 8, 0), Pod("b", 8, 1), Pod("c", 8, 2), Pod("d", 8, 3));
        Assert.Equal(3, Order(cluster, [1, 0, 3, 2]).Steps[^1].Wave);
    }

    [Fact]
    public void Order_PermanentEviction_PrecedesThePodThatNeedsTheRoomAndNoOther()
    {
        Cluster cluster = Of(2, 10, Pod("high", 8, priority: 9), Pod("low", 5, 0), Pod("idle", 5, 1));
        StepPlan plan = Order(cluster, [0, -1, -1]);
        Assert.Equal(["1 Evict low n0 -", "2 Place high - n0"], Text(plan));
        Assert.Equal([0, -1, 1], plan.Reached);
        Assert.Equal("nobody needs its room", Assert.Single(plan.Unordered).Reason);
    }

    [Fact]
    public void Order_PermanentEviction_IsAsLateAsPossible()
    {
        Cluster cluster = Of(3, 10, Pod("high", 10, priority: 9), Pod("a", 5, 0), Pod("low", 5, 0), Pod("b", 6, 1));
        Assert.Equal(
            ["1 Move b n1 n2", "2 Move a n0 n1", "2 Evict low n0 -", "3 Place high - n0"],
            Text(Order(cluster, [0, 1, -1, 2])));
    }

    [Fact]
    public void Order_Budget_GivesBackWhatLanded()
    {
        Cluster cluster = Of(4, 10, Pod("a", 5, 0, app: "x"), Pod("b", 5, 1, app: "x")) with { Budgets = [Budget("x", 1)] };
        Assert.Equal(["1 Move a n0 n2", "2 Move b n1 n3"], Text(Order(cluster, [2, 3])));
    }

    [Fact]
    public void Order_Budget_NeverGivesBackAnEviction()
    {
        Pod[] pods = [Pod("h", 9, priority: 9), Pod("i", 9, priority: 8), Pod("a", 5, 0, app: "x"), Pod("b", 5, 1, app: "x")];
        StepPlan plan = Order(Of(2, 10, pods) with { Budgets = [Budget("x", 1)] }, [0, 1, -1, -1]);
        Assert.Equal(["1 Evict a n0 -", "2 Place h - n0"], Text(plan));
        Assert.Equal([0, -1, -1, 1], plan.Reached);
    }

    [Fact]
    public void Order_BudgetOfZero_DropsThePodAndWhatNeedsItsRoom()
    {
        Cluster cluster = Of(3, 10, Pod("new", 8), Pod("a", 6, 0, app: "x"), Pod("other", 3)) with { Budgets = [Budget("x", 0)] };
        StepPlan plan = Order(cluster, [0, 1, 2]);
        Assert.Equal(["1 Place other - n2"], Text(plan));
        Assert.Equal([-1, 0, 2], plan.Reached);
        Assert.Equal(["new", "a"], plan.Unordered.Select(u => u.Name));
        Assert.Contains("budget x", plan.Unordered[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Order_CycleUnderOneBudgetOfOne_IsNotTorn()
    {
        Cluster cluster = Of(2, 10, Pod("a", 8, 0, app: "x"), Pod("b", 8, 1, app: "x")) with { Budgets = [Budget("x", 1)] };
        StepPlan plan = Order(cluster, [1, 0]);
        Assert.Empty(plan.Steps);
        Assert.Equal([0, 1], plan.Reached);
    }

    [Fact]
    public void Order_FixedPod_Stays()
    {
        Cluster cluster = Of(2, 10, Pod("a", 5, 0), Pod("new", 8));
        var mobility = new Mobility([PodRole.Fixed, PodRole.Placeable], ["it is static", ""]);
        StepPlan plan = StepPlanner.Order(cluster, new PackingOptions(), mobility, [], [1, 0]);
        Assert.Empty(plan.Steps);
        Assert.Equal("it is static", plan.Unordered[0].Reason);
    }

    [Fact]
    public void Order_AntiAffinityAcrossNodes_BreaksTheKnot()
    {
        // Two pods that may never share a zone swap zones, each with room to spare.
        Cluster cluster = Of(4, 10, Pod("a", 1, 0), Pod("b", 1, 2));
        StepPlan plan = Order(cluster, [3, 1], [new OnePerZone()]);
        Assert.Equal(["1 Evict a n0 -", "2 Move b n2 n1", "3 Place a - n3"], Text(plan));
    }

    /// <summary>At most one pod in nodes {0, 1} and one in {2, 3}.</summary>
    private sealed class OnePerZone : IConstraint, IConstraintState
    {
        private readonly int[] count = new int[2];

        public string Name => "OnePerZone";

        public bool IsStatic => false;

        public bool IsMonotone => true;

        public IConstraintState Bind(Cluster cluster) => new OnePerZone();

        public bool Concerns(int pod) => true;

        public bool Allows(int pod, int node) => count[node / 2] == 0;

        public string Explain(int pod, int node) => "zone taken";

        public void Add(int pod, int node) => count[node / 2]++;

        public void Remove(int pod, int node) => count[node / 2]--;
    }
}
