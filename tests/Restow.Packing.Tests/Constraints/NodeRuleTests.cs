using Restow.Packing.Model;
using static Restow.Packing.Tests.Build;

namespace Restow.Packing.Tests.Constraints;

public class NodeRuleTests
{
    private const string Affinity = "node(s) didn't match Pod's node affinity/selector";

    [Fact]
    public void Unschedulable_Cordoned_RefusesWithoutTheToleration()
    {
        Pod tolerant = Pod("b") with { Tolerations = [new Toleration("node.kubernetes.io/unschedulable", true, "", "NoSchedule")] };
        var bound = new Bound(Cluster([Node("n") with { Unschedulable = true }], Pod("a"), tolerant));
        Assert.Equal("node(s) were unschedulable", bound.WhyNot("a", "n"));
        Assert.Equal("", bound.WhyNot("b", "n"));
    }

    [Theory]
    [InlineData("NoSchedule", false)]
    [InlineData("NoExecute", false)]
    [InlineData("PreferNoSchedule", true)]
    public void Taint_WithoutToleration_RefusesHardEffects(string effect, bool allowed)
    {
        var bound = new Bound(Cluster([Node("n") with { Taints = [new Taint("gpu", "yes", effect)] }], Pod("a")));
        Assert.Equal(allowed ? "" : "node(s) had untolerated taint {gpu: yes}", bound.WhyNot("a", "n"));
    }

    [Theory]
    [InlineData("gpu", false, "yes", "NoSchedule", true)]
    [InlineData("gpu", false, "yes", "", true)]
    [InlineData("gpu", false, "no", "NoSchedule", false)]
    [InlineData("gpu", true, "", "NoExecute", false)]
    [InlineData("", true, "", "", true)]
    [InlineData("", true, "", "NoSchedule", true)]
    public void Taint_Toleration_MatchesKeyValueAndEffect(string key, bool exists, string value, string effect, bool allowed)
    {
        Node node = Node("n") with { Taints = [new Taint("gpu", "yes", "NoSchedule")] };
        var bound = new Bound(Cluster([node], Pod("a") with { Tolerations = [new Toleration(key, exists, value, effect)] }));
        Assert.Equal(allowed, bound.WhyNot("a", "n").Length == 0);
    }

    [Theory]
    [InlineData(SelectorOperator.In, "west", true)]
    [InlineData(SelectorOperator.In, "east", false)]
    [InlineData(SelectorOperator.NotIn, "west", false)]
    [InlineData(SelectorOperator.NotIn, "east", true)]
    [InlineData(SelectorOperator.Exists, null, true)]
    [InlineData(SelectorOperator.DoesNotExist, null, false)]
    public void NodeAffinity_Operator_DecidesOnTheLabel(SelectorOperator op, string? value, bool allowed)
    {
        Pod pod = Pod("a") with { NodeAffinity = [NodeTerm("zone", op, value is null ? [] : [value])] };
        Assert.Equal(allowed ? "" : Affinity, new Bound(Cluster([Node("n", 4000, ("zone", "west"))], pod)).WhyNot("a", "n"));
    }

    [Theory]
    [InlineData(SelectorOperator.Gt, "7", true)]
    [InlineData(SelectorOperator.Gt, "8", false)]
    [InlineData(SelectorOperator.Lt, "9", true)]
    [InlineData(SelectorOperator.Lt, "8", false)]
    [InlineData(SelectorOperator.Gt, "many", false)]
    public void NodeAffinity_GreaterOrLess_ComparesIntegers(SelectorOperator op, string value, bool allowed)
    {
        Pod pod = Pod("a") with { NodeAffinity = [NodeTerm("cores", op, value)] };
        Assert.Equal(allowed, new Bound(Cluster([Node("n", 4000, ("cores", "8"))], pod)).WhyNot("a", "n").Length == 0);
    }

    [Fact]
    public void NodeAffinity_MissingLabel_SatisfiesNotInOnly()
    {
        Pod notIn = Pod("a") with { NodeAffinity = [NodeTerm("zone", SelectorOperator.NotIn, "west")] };
        Pod less = Pod("b") with { NodeAffinity = [NodeTerm("zone", SelectorOperator.Lt, "3")] };
        var bound = new Bound(Cluster([Node("n")], notIn, less));
        Assert.Equal("", bound.WhyNot("a", "n"));
        Assert.Equal(Affinity, bound.WhyNot("b", "n"));
    }

    [Fact]
    public void NodeAffinity_Terms_AreAlternativesAndEmptyOnesMatchNothing()
    {
        var empty = new NodeSelectorTerm([], []);
        var byName = new NodeSelectorTerm([], [new SelectorRequirement("metadata.name", SelectorOperator.In, ["m"])]);
        var bound = new Bound(Cluster([Node("n"), Node("m")], Pod("a") with { NodeAffinity = [empty] }, Pod("b") with { NodeAffinity = [empty, byName] }));
        Assert.Equal(Affinity, bound.WhyNot("a", "n"));
        Assert.Equal(Affinity, bound.WhyNot("b", "n"));
        Assert.Equal("", bound.WhyNot("b", "m"));
    }

    [Fact]
    public void NodeAffinity_SelectorAndAffinity_MustBothHold()
    {
        Pod pod = Pod("a") with { NodeSelector = Map(("disk", "ssd")), NodeAffinity = [NodeTerm("zone", SelectorOperator.Exists)] };
        var bound = new Bound(Cluster([Node("n", 4000, ("disk", "ssd")), Node("m", 4000, ("disk", "ssd"), ("zone", "a"))], pod));
        Assert.Equal(Affinity, bound.WhyNot("a", "n"));
        Assert.Equal("", bound.WhyNot("a", "m"));
    }

    [Fact]
    public void GpuModel_Named_RefusesOthers()
    {
        Node[] nodes = [Node("t4") with { GpuModel = "T4" }, Node("v100") with { GpuModel = "V100" }];
        var bound = new Bound(Cluster(nodes, Pod("a") with { GpuModels = ["T4", "P100"] }, Pod("b")));
        Assert.Equal("", bound.WhyNot("a", "t4"));
        Assert.Equal("node(s) didn't have the requested GPU model", bound.WhyNot("a", "v100"));
        Assert.Equal("", bound.WhyNot("b", "v100"));
    }

    [Fact]
    public void Bind_NothingUsesARule_NoStates()
    {
        Cluster plain = Cluster([Node("n")], Pod("a"), Pod("b"));
        Assert.All(PackingOptions.DefaultConstraints, rule => Assert.Null(rule.Bind(plain)));
    }
}
