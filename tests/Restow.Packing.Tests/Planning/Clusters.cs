using Restow.Packing.Model;
using Restow.Packing.Planning;

namespace Restow.Packing.Tests.Planning;

/// <summary>Small clusters, written short.</summary>
internal static class Clusters
{
    public static Cluster Of(int nodes, long capacity, params Pod[] pods) => new()
    {
        SourceName = "test",
        Nodes = [.. Enumerable.Range(0, nodes).Select(n => new Node { Name = $"n{n}", Allocatable = new Resources { ["cpu"] = capacity, ["pods"] = 110 } })],
        Pods = pods,
    };

    public static Pod Pod(string name, long cpu, int node = -1, int priority = 0, string workload = "", string app = "") => new()
    {
        Namespace = "d",
        Name = name,
        NodeName = node < 0 ? null : $"n{node}",
        Priority = priority,
        Requests = new Resources { ["cpu"] = cpu, ["pods"] = 1 },
        Labels = app.Length == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["app"] = app },
        Workload = workload.Length == 0
            ? new WorkloadReference("Deployment", name, "ReplicaSet", name, "h")
            : new WorkloadReference("Deployment", workload, "ReplicaSet", workload, "h"),
    };

    public static DisruptionBudget Budget(string app, int allowed) =>
        new("d", app, new LabelSelector([new SelectorRequirement("app", SelectorOperator.In, [app])]), allowed);

    public static StepPlan Order(Cluster cluster, int[] target, IReadOnlyList<IConstraint>? constraints = null) =>
        StepPlanner.Order(cluster, new PackingOptions(), Mobility.Of(cluster, new PackingOptions()), constraints ?? [], target);

    public static string[] Text(StepPlan plan) =>
        [.. plan.Steps.Select(s => $"{s.Wave} {s.Move.Kind} {s.Move.Name} {s.Move.From ?? "-"} {s.Move.To ?? "-"}")];
}
