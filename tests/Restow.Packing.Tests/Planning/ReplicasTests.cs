using Restow.Packing.Model;
using Restow.Packing.Planning;
using static Restow.Packing.Tests.Planning.Clusters;

namespace Restow.Packing.Tests.Planning;

public class ReplicasTests
{
    [Fact]
    public void Canonicalise_MovedAndPlacedReplica_BecomesOnePlacement()
    {
        Cluster cluster = Of(2, 10, Pod("a", 5, 0, workload: "w"), Pod("b", 5, workload: "w"));
        Assert.Equal([0, 1], Canonicalise(cluster, [1, 0]));
    }

    [Fact]
    public void Canonicalise_SwappedReplicas_Stay()
    {
        Cluster cluster = Of(2, 10, Pod("a", 5, 0, workload: "w"), Pod("b", 5, 1, workload: "w"));
        Assert.Equal([0, 1], Canonicalise(cluster, [1, 0]));
    }

    [Fact]
    public void Canonicalise_EvictedAndPlacedReplica_BecomesAMove()
    {
        Cluster cluster = Of(2, 10, Pod("a", 5, 0, workload: "w"), Pod("b", 5, workload: "w"));
        Assert.Equal([1, -1], Canonicalise(cluster, [-1, 1]));
    }

    [Fact]
    public void Canonicalise_PodsThatDiffer_AreLeftAlone()
    {
        Cluster cluster = Of(2, 10, Pod("a", 5, 0, workload: "w"), Pod("b", 4, 1, workload: "w"));
        Assert.Equal([1, 0], Canonicalise(cluster, [1, 0]));
        Pod claims = Pod("c", 5, 1, workload: "w") with { Claims = ["data"] };
        Assert.Equal([1, 0], Canonicalise(Of(2, 10, Pod("a", 5, 0, workload: "w"), claims), [1, 0]));
    }

    private static int[] Canonicalise(Cluster cluster, int[] target) =>
        StepPlanner.Canonicalise(cluster, Mobility.Of(cluster, new PackingOptions()), target);
}
