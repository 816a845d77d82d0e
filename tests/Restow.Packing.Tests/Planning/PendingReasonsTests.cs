using Restow.Packing.Model;
using Restow.Packing.Planning;
using static Restow.Packing.Tests.Build;

namespace Restow.Packing.Tests.Planning;

public class PendingReasonsTests
{
    [Fact]
    public void Of_MixedReasons_AreCountedAndSortedAsUpstream()
    {
        Node[] nodes = [Node("tainted") with { Taints = [new Taint("a", "b", "NoSchedule")] }, .. Enumerable.Range(0, 7).Select(i => Node($"n{i}", 1000))];
        Assert.Equal(
            "0/8 nodes are available: 1 node(s) had untolerated taint {a: b}, 7 Insufficient cpu. Needs 350m more cpu on n0, more than that node has.",
            Reason(nodes, Pod("p", null, 1350)));
    }

    [Fact]
    public void Of_Room_NamesTheNearestNode()
    {
        string reason = Reason([Node("a", 1000), Node("b", 1000)], Pod("p", null, 900), Pod("x", "a", 800), Pod("y", "b", 300));
        Assert.Equal("0/2 nodes are available: 2 Insufficient cpu. Needs 200m more cpu on b.", reason);
    }

    [Fact]
    public void Of_Taint_SaysWhichToRemove()
    {
        string reason = Reason([Node("n") with { Taints = [new Taint("gpu", "yes", "NoSchedule")] }], Pod("p"));
        Assert.EndsWith("Remove taint gpu=yes:NoSchedule from n, or tolerate it.", reason);
    }

    [Fact]
    public void Of_Label_SaysWhichNodeToAdd()
    {
        string reason = Reason([Node("n")], Pod("p") with { NodeSelector = Map(("disk", "ssd")) });
        Assert.Equal("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. Add a node with label disk=ssd.", reason);
    }

    [Fact]
    public void Of_Cordon_SaysWhichToUncordon() =>
        Assert.EndsWith("Uncordon n.", Reason([Node("n") with { Unschedulable = true }], Pod("p")));

    [Fact]
    public void Of_IgnoredPod_SaysWhyItIsNotPlanned() =>
        Assert.Equal("not planned: has scheduling gates", Reason([Node("n")], Pod("p") with { Gated = true }));

    [Theory]
    [InlineData("cpu", 350, "350m")]
    [InlineData("cpu", 2000, "2")]
    [InlineData("memory", 1L << 30, "1Gi")]
    [InlineData("memory", 1000, "1000")]
    [InlineData("memory", (1L << 30) + 1, "1025Mi")]
    public void Format_Amount_ReadsLikeKubectl(string resource, long amount, string expected)
    {
        Assert.Equal(expected, Restow.Packing.Planning.Explaining.Amounts.Format(resource, amount));
    }

    private static string Reason(Node[] nodes, params Pod[] pods)
    {
        Cluster cluster = Cluster(nodes, pods);
        return Assert.Single(PendingReasons.Of(cluster, new PackingOptions(), cluster.InitialAssignment())).Reason;
    }
}
