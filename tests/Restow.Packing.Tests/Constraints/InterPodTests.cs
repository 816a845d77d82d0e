using Restow.Packing.Model;
using static Restow.Packing.Tests.Build;

namespace Restow.Packing.Tests.Constraints;

public class InterPodTests
{
    private const string NoAffinity = "node(s) didn't match pod affinity rules";
    private const string OwnAnti = "node(s) didn't match pod anti-affinity rules";
    private const string TheirAnti = "node(s) didn't satisfy existing pods anti-affinity rules";

    private static readonly Node[] Nodes =
        [Node("a1", 4000, ("zone", "a")), Node("a2", 4000, ("zone", "a")), Node("b1", 4000, ("zone", "b")), Node("none")];

    [Fact]
    public void Affinity_MatchingPod_OpensItsDomainOnly()
    {
        Pod web = Pod("web") with { Affinity = [Term("zone", ("app", "db"))] };
        var bound = new Bound(Cluster(Nodes, Pod("db", "a1", 100, 0, ("app", "db")), web));
        Assert.Equal("", bound.WhyNot("web", "a2"));
        Assert.Equal(NoAffinity, bound.WhyNot("web", "b1"));
        Assert.Equal(NoAffinity, bound.WhyNot("web", "none"));
    }

    [Fact]
    public void Affinity_FirstOfItsGroup_GoesWhereTheLabelIs()
    {
        Pod one = Pod("one", null, 100, 0, ("app", "web")) with { Affinity = [Term("zone", ("app", "web"))] };
        var bound = new Bound(Cluster(Nodes, one, one with { Name = "two" }));
        Assert.Equal("", bound.WhyNot("one", "b1"));
        Assert.Equal(NoAffinity, bound.WhyNot("one", "none"));
        bound.Place("one", "b1");
        Assert.Equal(NoAffinity, bound.WhyNot("two", "a1"));
        bound.Remove("one");
        Assert.Equal("", bound.WhyNot("two", "a1"));
    }

    [Fact]
    public void Affinity_SeveralTerms_NeedOnePodThatMatchesAll()
    {
        Pod web = Pod("web") with { Affinity = [Term("zone", ("app", "db")), Term("zone", ("tier", "gold"))] };
        var halves = new Bound(Cluster(Nodes, Pod("x", "a1", 100, 0, ("app", "db")), Pod("y", "a1", 100, 0, ("tier", "gold")), web));
        Assert.Equal(NoAffinity, halves.WhyNot("web", "a1"));
        var whole = new Bound(Cluster(Nodes, Pod("x", "a1", 100, 0, ("app", "db"), ("tier", "gold")), web));
        Assert.Equal("", whole.WhyNot("web", "a2"));
    }

    [Fact]
    public void AntiAffinity_Both_AreRefusedBothWays()
    {
        Pod shy = Pod("shy") with { AntiAffinity = [Term("zone", ("app", "loud"))] };
        var bound = new Bound(Cluster(Nodes, Pod("loud", null, 100, 0, ("app", "loud")), shy));
        bound.Place("loud", "a1");
        Assert.Equal(OwnAnti, bound.WhyNot("shy", "a2"));
        Assert.Equal("", bound.WhyNot("shy", "b1"));
        bound.Remove("loud");
        bound.Place("shy", "b1");
        Assert.Equal(TheirAnti, bound.WhyNot("loud", "b1"));
        Assert.Equal("", bound.WhyNot("loud", "none"));
    }

    [Fact]
    public void Namespaces_NamedSelectedOrOwn_DecideWhoMatches()
    {
        Pod other = Pod("loud", "a1", 100, 0, ("app", "loud")) with { Namespace = "prod" };
        PodAffinityTerm term = Term("zone", ("app", "loud"));
        Cluster cluster = Cluster(Nodes, other,
            Pod("own") with { AntiAffinity = [term] },
            Pod("named") with { AntiAffinity = [term with { Namespaces = ["prod"] }] },
            Pod("all") with { AntiAffinity = [term with { NamespaceSelector = Selector() }] },
            Pod("selected") with { AntiAffinity = [term with { NamespaceSelector = Selector(("team", "x")) }] },
            Pod("unselected") with { AntiAffinity = [term with { NamespaceSelector = Selector(("team", "y")) }] });
        var bound = new Bound(cluster with { Namespaces = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["prod"] = Map(("team", "x")) } });
        Assert.Equal("", bound.WhyNot("own", "a1"));
        Assert.Equal(OwnAnti, bound.WhyNot("named", "a1"));
        Assert.Equal(OwnAnti, bound.WhyNot("all", "a1"));
        Assert.Equal(OwnAnti, bound.WhyNot("selected", "a1"));
        Assert.Equal("", bound.WhyNot("unselected", "a1"));
    }
}
