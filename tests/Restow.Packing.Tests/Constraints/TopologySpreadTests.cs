using Restow.Packing.Model;
using static Restow.Packing.Tests.Build;

namespace Restow.Packing.Tests.Constraints;

public class TopologySpreadTests
{
    private const string Refused = "node(s) didn't match pod topology spread constraints";

    private static readonly Node[] Nodes = [Node("a", 4000, ("zone", "a")), Node("b", 4000, ("zone", "b")), Node("none")];

    private static readonly TopologySpread ByZone = Spread(1, "zone", ("app", "web"));

    [Fact]
    public void Skew_FullestDomain_IsRefused()
    {
        var bound = new Bound(Cluster(Nodes, Web("w1", "a"), Web("w2")));
        Assert.Equal(Refused, bound.WhyNot("w2", "a"));
        Assert.Equal("", bound.WhyNot("w2", "b"));
        Assert.Equal(Refused + " (missing required label)", bound.WhyNot("w2", "none"));
        bound.Remove("w1");
        Assert.Equal("", bound.WhyNot("w2", "a"));
    }

    [Fact]
    public void Skew_PodThatDoesNotCountItself_GetsOneMore()
    {
        Pod stranger = Pod("s") with { Spread = [ByZone] };
        var bound = new Bound(Cluster(Nodes, Web("w1", "a"), Web("w2", "a"), stranger));
        Assert.Equal(Refused, bound.WhyNot("s", "a"));
        bound.Remove("w2");
        Assert.Equal("", bound.WhyNot("s", "a"));
    }

    [Fact]
    public void MinDomains_FewerDomains_LeastIsZero()
    {
        TopologySpread three = ByZone with { MinDomains = 3 };
        var bound = new Bound(Cluster(Nodes, Web("w1", "a"), Web("w2", "b"), Web("w3") with { Spread = [three] }));
        Assert.Equal(Refused, bound.WhyNot("w3", "a"));
        Assert.Equal("", new Bound(Cluster(Nodes, Web("w1", "a"), Web("w2", "b"), Web("w3"))).WhyNot("w3", "a"));
    }

    [Fact]
    public void Policies_ExcludedNodes_MakeNoDomain()
    {
        Node[] tainted = [Nodes[0], Nodes[1] with { Taints = [new Taint("k", "v", "NoSchedule")] }];
        Assert.Equal(Refused, new Bound(Cluster(tainted, Web("w1", "a"), Web("w2"))).WhyNot("w2", "a"));
        TopologySpread honour = ByZone with { HonorTaints = true };
        Assert.Equal("", new Bound(Cluster(tainted, Web("w1", "a"), Web("w2") with { Spread = [honour] })).WhyNot("w2", "a"));

        Pod selective = Web("w2") with { NodeSelector = Map(("zone", "a")) };
        Assert.Equal("", new Bound(Cluster(Nodes, Web("w1", "a"), selective)).WhyNot("w2", "a"));
        TopologySpread ignore = ByZone with { HonorNodeAffinity = false };
        Assert.Equal(Refused, new Bound(Cluster(Nodes, Web("w1", "a"), selective with { Spread = [ignore] })).WhyNot("w2", "a"));
    }

    [Fact]
    public void Counting_TerminatingAndForeignPods_DoNotCount()
    {
        Pod leaving = Web("w1", "a") with { Terminating = true };
        Pod foreign = Web("w3", "a") with { Namespace = "other" };
        Assert.Equal("", new Bound(Cluster(Nodes, leaving, foreign, Web("w2"))).WhyNot("w2", "a"));
    }

    private static Pod Web(string name, string? node = null) => Pod(name, node, 100, 0, ("app", "web")) with { Spread = [ByZone] };
}
