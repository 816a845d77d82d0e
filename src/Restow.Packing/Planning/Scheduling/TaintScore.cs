using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Planning.Scheduling;

/// <summary>Fewer untolerated PreferNoSchedule taints are better (plug-in TaintToleration, weight 3).</summary>
internal sealed class TaintScore : INodeScore
{
    private const int Weight = 3;
    private readonly Cluster cluster;
    private readonly Taint[][] soft;
    private readonly int[] counts;

    private TaintScore(Cluster cluster, Taint[][] soft)
    {
        this.cluster = cluster;
        this.soft = soft;
        counts = new int[soft.Length];
    }

    /// <summary>The score; <c>null</c> where no node has such a taint.</summary>
    public static TaintScore? For(Cluster cluster)
    {
        Taint[][] soft = [.. cluster.Nodes.Select(node => node.Taints.Where(taint => taint.Effect == Tolerance.PreferNoSchedule).ToArray())];
        return soft.Any(taints => taints.Length > 0) ? new TaintScore(cluster, soft) : null;
    }

    public void Score(int pod, ReadOnlySpan<int> nodes, Span<long> totals)
    {
        int most = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            counts[i] = 0;
            foreach (Taint taint in soft[nodes[i]])
            {
                if (!Tolerance.Tolerates(cluster.Pods[pod].Tolerations, taint))
                    counts[i]++;
            }

            most = Math.Max(most, counts[i]);
        }

        for (int i = 0; most > 0 && i < nodes.Length; i++)
            totals[i] += Weight * (100 - (100 * counts[i] / most));
    }

    public void Add(int pod, int node)
    {
    }

    public void Remove(int pod, int node)
    {
    }
}
