using Restow.Packing.Model;

namespace Restow.Packing.Constraints.Matching;

/// <summary>The domains that the values of a node label make.</summary>
/// <param name="Of">The domain of each node; -1 where it lacks the label.</param>
/// <param name="Count">How many domains there are.</param>
internal sealed record TopologyDomains(int[] Of, int Count)
{
    public static TopologyDomains By(Cluster cluster, string label)
    {
        var domains = new int[cluster.Nodes.Count];
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int node = 0; node < domains.Length; node++)
        {
            if (!cluster.Nodes[node].Labels.TryGetValue(label, out string? value))
                domains[node] = -1;
            else if (!known.TryGetValue(value, out domains[node]))
                known[value] = domains[node] = known.Count;
        }

        return new TopologyDomains(domains, known.Count);
    }

    /// <summary>As <see cref="By(Cluster, string)"/>, remembered in <paramref name="known"/>.</summary>
    public static TopologyDomains By(Cluster cluster, string label, Dictionary<string, TopologyDomains> known)
    {
        if (!known.TryGetValue(label, out TopologyDomains? domains))
            known[label] = domains = By(cluster, label);
        return domains;
    }
}
