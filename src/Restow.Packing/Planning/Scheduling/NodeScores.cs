using Restow.Packing.Model;

namespace Restow.Packing.Planning.Scheduling;

/// <summary>One of the scheduler's scores.</summary>
internal interface INodeScore
{
    /// <summary>Adds the weighted, normalised score of each of the nodes; nothing where the plug-in would skip the pod.</summary>
    void Score(int pod, ReadOnlySpan<int> nodes, Span<long> totals);

    void Add(int pod, int node);

    void Remove(int pod, int node);
}

/// <summary>
/// The score plug-ins of the default profile with their weights: NodeResourcesFit (LeastAllocated) 1, NodeResourcesBalancedAllocation 1,
/// PodTopologySpread 2, InterPodAffinity 2, NodeAffinity 2, TaintToleration 3. ImageLocality is left out: a snapshot may not list images.
/// </summary>
internal sealed class NodeScores
{
    private readonly INodeScore[] scores;
    private readonly long[] totals;

    public NodeScores(Cluster cluster, int[] assignment)
    {
        INodeScore?[] all =
        [
            new ResourceScore(cluster),
            SpreadScore.For(cluster),
            PodPreferenceScore.For(cluster),
            NodePreferenceScore.For(cluster),
            TaintScore.For(cluster),
        ];
        scores = [.. all.OfType<INodeScore>()];
        totals = new long[cluster.Nodes.Count];
        for (int pod = 0; pod < assignment.Length; pod++)
        {
            if (assignment[pod] >= 0)
                Add(pod, assignment[pod]);
        }
    }

    /// <summary>The node of the highest score; the first of equals.</summary>
    /// <param name="extra">What others, an extender say, add to each node's score; empty for nothing.</param>
    public int Best(int pod, ReadOnlySpan<int> nodes, ReadOnlySpan<long> extra = default)
    {
        Span<long> sums = totals.AsSpan(0, nodes.Length);
        sums.Clear();
        extra.CopyTo(sums);
        foreach (INodeScore score in scores)
            score.Score(pod, nodes, sums);
        int best = 0;
        for (int i = 1; i < sums.Length; i++)
        {
            if (sums[i] > sums[best])
                best = i;
        }

        return nodes[best];
    }

    public void Add(int pod, int node)
    {
        foreach (INodeScore score in scores)
            score.Add(pod, node);
    }

    public void Remove(int pod, int node)
    {
        foreach (INodeScore score in scores)
            score.Remove(pod, node);
    }
}
