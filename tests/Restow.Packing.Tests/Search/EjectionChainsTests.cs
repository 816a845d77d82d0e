using CsCheck;
using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Search;
using static Restow.Packing.Tests.Build;

namespace Restow.Packing.Tests.Search;

public class EjectionChainsTests
{
    private const long Work = 100_000;

    [Fact]
    public void Place_OneNeighbourInTheWay_MovesThatOneAlone()
    {
        // 6 fits nowhere until the 4 on a goes to b; the 3 may stay.
        SearchState state = State([10, 10], out PackingProblem problem, (4, 0), (3, 0), (6, 1), (6, -1));
        var chains = new EjectionChains(problem, state, new SeededRandom(1));
        Assert.True(chains.Place(3, depth: 0, givesUp: false, double.PositiveInfinity, Work, Enough));
        Assert.Equal([1, 0, 1, 0], state.Node);
    }

    [Fact]
    public void Place_CostAtTheLimit_ChangesNothing()
    {
        SearchState state = State([10, 10], out PackingProblem problem, (4, 0), (3, 0), (6, 1), (6, -1));
        var chains = new EjectionChains(problem, state, new SeededRandom(1));
        Assert.False(chains.Place(3, depth: 0, givesUp: false, most: 1, Work, Enough));
        Assert.Equal(problem.Origin, state.Node);
    }

    [Fact]
    public void Place_NeighbourWithoutRoomElsewhere_NeedsADeeperChain()
    {
        // Only a holds the 5; the 4 there fits on b alone, and only once the 3 has gone to c.
        SearchState state = State([5, 4, 3], out PackingProblem problem, (4, 0), (3, 1), (5, -1));
        var chains = new EjectionChains(problem, state, new SeededRandom(1));
        Assert.False(chains.Place(2, depth: 0, givesUp: false, double.PositiveInfinity, Work, Enough));
        Assert.True(chains.Place(2, depth: 1, givesUp: false, double.PositiveInfinity, Work, Enough));
        Assert.Equal([1, 2, 0], state.Node);
    }

    [Fact]
    public void Place_LowerTierInTheWay_IsGivenUpOnlyWhenAllowed()
    {
        SearchState state = State([10], out PackingProblem problem, priorities: [1, 9], (6, 0), (6, -1));
        var chains = new EjectionChains(problem, state, new SeededRandom(1));
        Assert.False(chains.Place(1, depth: 1, givesUp: false, double.PositiveInfinity, Work, Enough));
        Assert.True(chains.Place(1, depth: 0, givesUp: true, double.PositiveInfinity, Work, Enough));
        Assert.Equal([-1, 0], state.Node);
    }

    [Fact]
    public void SendHome_GuestInTheWay_SendsBothHome()
    {
        SearchState state = State([10, 10], out PackingProblem problem, (8, 0), (9, 1));
        state.Load([1, 0]);
        var chains = new EjectionChains(problem, state, new SeededRandom(1));
        Assert.Equal(-2, chains.SendHome(0, depth: 1, Work, Enough));
        Assert.Equal([0, 1], state.Node);
    }

    [Fact]
    public void PlaceAllAndSendHome_RandomCluster_KeepEveryTierAndEveryNodesRoom() => Gen.ULong[1, 1_000_000].Sample(seed =>
    {
        Cluster cluster = TinyClusters.Random(seed, nodes: 5, pods: 24);
        PackingProblem problem = PackingProblem.Compile(cluster, new PackingOptions { Eviction = EvictionPolicy.LowerPriority });
        var state = new SearchState(problem);
        state.Load(problem.Origin);
        int[] before = [.. state.Placed];
        var sweeps = new ChainSweeps(problem, state, new SeededRandom(seed));
        sweeps.PlaceAll(new Effort(Deadline.In(TimeSpan.FromMinutes(1)), 200_000));
        Assert.True(TierOrder.Compare(state.Placed, before) >= 0);
        Assert.DoesNotContain(state.Free, free => free < 0);

        int[] placed = [.. state.Placed];
        int cost = new DisruptionCost(problem).Total(state.Node);
        sweeps.SendHome(new Effort(Deadline.In(TimeSpan.FromMinutes(1)), 200_000));
        Assert.Equal(placed, state.Placed);
        Assert.DoesNotContain(state.Free, free => free < 0);
        Assert.True(new DisruptionCost(problem).Total(state.Node) <= cost);
    }, iter: 200);

    private static Effort Enough => new(Deadline.In(TimeSpan.FromMinutes(1)), long.MaxValue);

    private static SearchState State(long[] nodes, out PackingProblem problem, params (long Size, int Node)[] pods) => State(nodes, out problem, new int[pods.Length], pods);

    private static SearchState State(long[] nodes, out PackingProblem problem, int[] priorities, params (long Size, int Node)[] pods)
    {
        Cluster cluster = Cluster(
            [.. nodes.Select((size, n) => Node($"n{n}", size))],
            [.. pods.Select((pod, i) => Pod($"p{i}", pod.Node < 0 ? null : $"n{pod.Node}", pod.Size, priorities[i]))]);
        problem = PackingProblem.Compile(cluster, new PackingOptions());
        var state = new SearchState(problem);
        state.Load(problem.Origin);
        return state;
    }
}
