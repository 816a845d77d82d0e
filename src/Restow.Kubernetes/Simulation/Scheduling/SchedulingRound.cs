using Restow.Kubernetes.Simulation.Store;
using Restow.Packing;
using Restow.Packing.Model;
using Restow.Packing.Placements;
using Restow.Packing.Planning;
using Restow.Packing.Planning.Scheduling;

namespace Restow.Kubernetes.Simulation.Scheduling;

/// <summary>What became of a pod: a node, or why there is none, and whom it could preempt.</summary>
internal sealed record Verdict(string? Node, string Message, string? PreemptOn = null, IReadOnlyList<Pod>? Victims = null);

/// <summary>
/// Some scheduling cycles on one snapshot, each as kube-scheduler's: filters, the extender's filter, scores, the extender's points, the best node. Later cycles see what earlier ones chose.
/// </summary>
/// <remarks>Filters and scores are those of <see cref="DefaultScheduler"/>; of equals the first node wins. Not thread-safe.</remarks>
internal sealed class SchedulingRound
{
    // MaxNodeScore / MaxExtenderPriority, at the weight 1.
    private const long PointsToScore = 10;

    private readonly Cluster cluster;
    private readonly Mobility mobility;
    private readonly Placement placement;
    private readonly NodeScores scores;
    private readonly Preemption preemption;
    private readonly ExtenderClient? extender;

    public SchedulingRound(Cluster cluster, ExtenderClient? extender)
    {
        var options = new PackingOptions();
        this.cluster = cluster;
        this.extender = extender;
        mobility = Mobility.Of(cluster, options);
        int[] initial = cluster.InitialAssignment();
        placement = new Placement(cluster, options.Constraints, initial);
        scores = new NodeScores(cluster, initial);
        preemption = new Preemption(cluster, mobility, placement);
    }

    /// <summary>The pods that wait for this scheduler, by the order of its queue.</summary>
    public IEnumerable<int> Pending => Enumerable.Range(0, cluster.Pods.Count)
        .Where(p => mobility.Roles[p] == PodRole.Placeable)
        .OrderByDescending(p => cluster.Pods[p].Priority)
        .ThenBy(p => mobility.Nominated[p] >= 0 ? 0 : 1)
        .ThenBy(p => cluster.Pods[p].Created ?? DateTimeOffset.MinValue);

    public async Task<Verdict> Schedule(int pod, StoredObject item, CancellationToken cancellation)
    {
        int nominated = mobility.Nominated[pod];
        if (nominated >= 0 && placement.Allows(pod, nominated) && (extender is null || (await extender.Filter(item, [cluster.Nodes[nominated].Name], cancellation)).Nodes.Count == 1))
            return Choose(pod, nominated);

        int[] feasible = [.. Enumerable.Range(0, cluster.Nodes.Count).Where(n => placement.Allows(pod, n))];
        IReadOnlyDictionary<string, string> refused = new Dictionary<string, string>();
        if (extender is not null && feasible.Length > 0)
        {
            (IReadOnlyList<string> names, refused) = await extender.Filter(item, [.. feasible.Select(n => cluster.Nodes[n].Name)], cancellation);
            feasible = [.. names.Select(n => cluster.NodeIndex[n])];
        }

        if (feasible.Length == 0)
            return await Nowhere(pod, item, refused, cancellation);
        if (feasible.Length == 1)
            return Choose(pod, feasible[0]);
        long[] extra = [];
        if (extender is not null)
        {
            IReadOnlyDictionary<string, long> points = await extender.Prioritize(item, [.. feasible.Select(n => cluster.Nodes[n].Name)], cancellation);
            extra = [.. feasible.Select(n => points.GetValueOrDefault(cluster.Nodes[n].Name) * PointsToScore)];
        }

        return Choose(pod, scores.Best(pod, feasible, extra));
    }

    /// <summary>The pod's binding was refused: the room is free again.</summary>
    public void Undo(int pod)
    {
        int node = placement.Remove(pod);
        scores.Remove(pod, node);
    }

    private Verdict Choose(int pod, int node)
    {
        placement.Place(pod, node);
        scores.Add(pod, node);
        return new Verdict(cluster.Nodes[node].Name, "");
    }

    private async Task<Verdict> Nowhere(int pod, StoredObject item, IReadOnlyDictionary<string, string> refused, CancellationToken cancellation)
    {
        string message = Explain(pod, refused);

        // A nominated pod has had its victims; it waits for them to go. And where the extender alone refuses, nobody's eviction would help.
        if (mobility.Nominated[pod] >= 0 || refused.Count > 0 || preemption.Find(pod) is not { } victory)
            return new Verdict(null, message);
        string node = cluster.Nodes[victory.Node].Name;
        Pod[] victims = [.. victory.Victims.Select(v => cluster.Pods[v])];
        if (extender is not null && !await extender.AllowsPreemption(item, node, victims.Select(v => v.Uid), cancellation))
            return new Verdict(null, message);
        return new Verdict(null, message, node, victims);
    }

    private string Explain(int pod, IReadOnlyDictionary<string, string> refused)
    {
        IEnumerable<string> reasons = cluster.Nodes.SelectMany((node, n) => refused.TryGetValue(node.Name, out string? why) ? [why] : placement.WhyNot(pod, n));
        string[] counted = [.. reasons.GroupBy(r => r, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}")];
        return $"0/{cluster.Nodes.Count} nodes are available: {string.Join(", ", counted)}.";
    }
}
