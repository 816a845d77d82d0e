using Restow.Core.Views;
using Restow.Packing.Model;

namespace Restow.Packing.Views;

/// <summary>The lists of a packing plan. Their names and columns are the JSON document's, and stay.</summary>
internal static class PackingTables
{
    private static readonly PlanColumn Namespace = new("namespace", "namespace");
    private static readonly PlanColumn PodName = new("pod", "pod");

    public static PlanTable ByPriority(PackingPlan plan) => new(
        "byPriority",
        "Pods placed by priority",
        [new("priority", "priority"), new("pods", "pods"), new("placedBefore", "before"), new("placedAfter", "after"), new("bound", "at most")],
        [.. plan.ByPriority.Select(p => (IReadOnlyList<Cell>)[p.Priority, p.Pods, p.PlacedBefore, p.PlacedAfter, p.Bound])]);

    public static PlanTable Steps(PackingPlan plan) => new(
        "steps",
        "Steps",
        [new("wave", "wave"), new("kind", "step"), Namespace, PodName, new("from", "from"), new("to", "to")],
        [.. plan.Plan.Steps.Select(s => (IReadOnlyList<Cell>)[s.Wave, PackingWords.Of(s.Move.Kind), s.Move.Namespace, s.Move.Name, s.Move.From, s.Move.To])])
    {
        IsGrouped = true,
    };

    public static PlanTable Placements(Cluster cluster, PackingPlan plan)
    {
        var rows = new List<IReadOnlyList<Cell>>(cluster.Pods.Count);
        for (int i = 0; i < cluster.Pods.Count; i++)
        {
            if (plan.Assignment[i] >= 0)
                rows.Add([cluster.Pods[i].Namespace, cluster.Pods[i].Name, cluster.Nodes[plan.Assignment[i]].Name]);
        }

        return new PlanTable("placements", "Placements", [Namespace, PodName, new("node", "node")], rows) { TextRows = 0 };
    }

    public static PlanTable Reasons(string name, string title, IReadOnlyList<PodReason> reasons, int textRows) =>
        new(name, title, [Namespace, PodName, new("reason", "why")], [.. reasons.Select(r => (IReadOnlyList<Cell>)[r.Namespace, r.Name, r.Reason])])
        {
            TextRows = textRows,
        };
}
