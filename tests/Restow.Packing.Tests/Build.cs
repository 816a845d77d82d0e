using Restow.Packing.Model;

namespace Restow.Packing.Tests;

/// <summary>Short forms of the model for tests.</summary>
internal static class Build
{
    public static Cluster Cluster(IReadOnlyList<Node> nodes, params Pod[] pods) => new() { SourceName = "test", Nodes = nodes, Pods = pods };

    public static Node Node(string name, long cpu = 4000, params (string Key, string Value)[] labels) => new()
    {
        Name = name,
        Labels = Map(labels),
        Allocatable = new Resources { [Resources.Cpu] = cpu, [Resources.Memory] = 1L << 34, [Resources.Pods] = 110 },
    };

    public static Pod Pod(string name, string? node = null, long cpu = 100, int priority = 0, params (string Key, string Value)[] labels) => new()
    {
        Namespace = "default",
        Name = name,
        NodeName = node,
        Priority = priority,
        Labels = Map(labels),
        Requests = new Resources { [Resources.Cpu] = cpu, [Resources.Pods] = 1 },
        Workload = new WorkloadReference("Deployment", "web", "ReplicaSet", "rs-" + name, "1"),
    };

    public static LabelSelector Selector(params (string Key, string Value)[] labels) =>
        new([.. labels.Select(label => new SelectorRequirement(label.Key, SelectorOperator.In, [label.Value]))]);

    public static PodAffinityTerm Term(string topologyKey, params (string Key, string Value)[] labels) =>
        new(Selector(labels), [], null, topologyKey);

    public static TopologySpread Spread(int maxSkew, string topologyKey, params (string Key, string Value)[] labels) =>
        new(maxSkew, topologyKey, true, Selector(labels), 1, true, false);

    public static NodeSelectorTerm NodeTerm(string key, SelectorOperator op, params string[] values) =>
        new([new SelectorRequirement(key, op, values)], []);

    public static IReadOnlyDictionary<string, string> Map(params (string Key, string Value)[] pairs) => pairs.ToDictionary(p => p.Key, p => p.Value);
}
