using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Planning.Scheduling;

/// <summary>Preferred node affinity: the weights of the terms that match (plug-in NodeAffinity, weight 2).</summary>
internal sealed class NodePreferenceScore : INodeScore
{
    private const int Weight = 2;
    private readonly Cluster cluster;
    private readonly long[] raw;

    private NodePreferenceScore(Cluster cluster)
    {
        this.cluster = cluster;
        raw = new long[cluster.Nodes.Count];
    }

    /// <summary>The score; <c>null</c> where no pod has preferences.</summary>
    public static NodePreferenceScore? For(Cluster cluster) =>
        cluster.Pods.Any(pod => pod.PreferredNodeAffinity.Count > 0) ? new NodePreferenceScore(cluster) : null;

    public void Score(int pod, ReadOnlySpan<int> nodes, Span<long> totals)
    {
        IReadOnlyList<WeightedNodeSelectorTerm> terms = cluster.Pods[pod].PreferredNodeAffinity;
        if (terms.Count == 0)
            return;
        long most = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            raw[i] = 0;
            for (int t = 0; t < terms.Count; t++)
            {
                if (NodeMatching.Matches(terms[t].Term, cluster.Nodes[nodes[i]]))
                    raw[i] += terms[t].Weight;
            }

            most = Math.Max(most, raw[i]);
        }

        for (int i = 0; most > 0 && i < nodes.Length; i++)
            totals[i] += Weight * (100 * raw[i] / most);
    }

    public void Add(int pod, int node)
    {
    }

    public void Remove(int pod, int node)
    {
    }
}
