using Restow.Packing.Model;
using Restow.Packing.Placements;

namespace Restow.Packing.Planning;

/// <summary>
/// Why pods stay pending, aggregated over the nodes as kube-scheduler words it (FitError in its framework package), and what
/// would have to change: the node that lacks least, and how much.
/// </summary>
internal sealed class PendingReasons
{
    private readonly Cluster cluster;
    private readonly Placement placement;
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);

    public PendingReasons(Cluster cluster, IReadOnlyList<IConstraint> constraints, int[] assignment)
    {
        this.cluster = cluster;
        placement = new Placement(cluster, constraints, assignment);
    }

    /// <summary>The reason of one pending pod. Replicas share the answer.</summary>
    public string Of(int pod)
    {
        string key = Search.PodSignature.Of(cluster.Pods[pod]);
        if (!known.TryGetValue(key, out string? reason))
            known[key] = reason = Explain(pod);
        return reason;
    }

    private string Explain(int pod)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        int nearest = -1;
        double least = double.MaxValue;
        for (int node = 0; node < cluster.Nodes.Count; node++)
        {
            IReadOnlyList<string> why = placement.WhyNot(pod, node);
            if (why.Count == 0)
                return $"{cluster.Nodes[node].Name} has room once the plan is done; the scheduler will place it";
            foreach (string reason in why)
                counts[reason] = counts.GetValueOrDefault(reason) + 1;
            if (!why.All(r => r.StartsWith("Insufficient", StringComparison.Ordinal) || r == "Too many pods"))
                continue;
            double lack = Lack(pod, node);
            if (lack < least)
                (least, nearest) = (lack, node);
        }

        // Sorted as text, numbers included, as upstream sorts them.
        IEnumerable<string> parts = counts.Select(c => $"{c.Value} {c.Key}").Order(StringComparer.Ordinal);
        string head = $"0/{cluster.Nodes.Count} nodes are available: {string.Join(", ", parts)}.";
        return $"{head} {Remedy(pod, nearest)}";
    }

    private double Lack(int pod, int node)
    {
        ReadOnlySpan<long> want = placement.Requests(pod);
        ReadOnlySpan<long> free = placement.Free(node);
        double lack = 0;
        for (int r = 0; r < want.Length; r++)
        {
            if (want[r] > free[r] && want[r] > 0)
                lack += (double)(want[r] - free[r]) / Math.Max(1, want[r]);
        }

        return lack;
    }

    private string Remedy(int pod, int nearest)
    {
        if (nearest < 0)
            return "To change that: no node passes its rules; relax its selectors, tolerations or spread, or add a node that meets them.";
        ReadOnlySpan<long> want = placement.Requests(pod);
        ReadOnlySpan<long> free = placement.Free(nearest);
        var missing = new List<string>();
        for (int r = 0; r < want.Length; r++)
        {
            if (want[r] > free[r] && want[r] > 0)
                missing.Add(Amount(placement.ResourceNames[r], want[r] - free[r]));
        }

        return $"To change that: {string.Join(" and ", missing)} more on {cluster.Nodes[nearest].Name}, the node that lacks least, or requests smaller by that.";
    }

    private static string Amount(string name, long amount) => name switch
    {
        Resources.Cpu => $"{amount}m cpu",
        Resources.Memory or Resources.EphemeralStorage => $"{Math.Ceiling(amount / 1048576.0):F0}Mi {name}",
        _ => $"{amount} {name}",
    };
}
