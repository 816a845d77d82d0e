using System.Text;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Planning.Scheduling;

/// <summary>
/// Preferred pod affinity and anti-affinity, of the pod towards those that run and of those towards the pod, and required affinity
/// of those towards the pod with hardPodAffinityWeight 1 (plug-in InterPodAffinity, weight 2).
/// </summary>
internal sealed class PodPreferenceScore : INodeScore
{
    private const int Weight = 2;
    private const int HardWeight = 1;
    private readonly int[] groupOf;
    private readonly List<TopologyDomains> topologies = [];
    private readonly List<long[]> matching = [];
    private readonly List<long[]> wanting = [];
    private readonly List<int>?[] wantedBy;

    // What the pod prefers itself, and with what weight it speaks for or against others once it runs.
    private readonly (int Term, int Weight)[][] own;
    private readonly (int Term, int Weight)[][] voiced;
    private readonly long[] raw;

    private PodPreferenceScore(Cluster cluster)
    {
        var groups = new PodGroups(cluster);
        groupOf = groups.Of;
        wantedBy = new List<int>[groups.Count];
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var domains = new Dictionary<string, TopologyDomains>();
        var key = new StringBuilder();
        own = new (int, int)[cluster.Pods.Count][];
        voiced = new (int, int)[cluster.Pods.Count][];
        for (int pod = 0; pod < own.Length; pod++)
        {
            Pod it = cluster.Pods[pod];
            own[pod] = [.. it.PreferredAffinity.Select(term => (IdOf(it, term.Term), term.Weight))];
            voiced[pod] = [.. own[pod], .. it.Affinity.Select(term => (IdOf(it, term), HardWeight))];
        }

        raw = new long[cluster.Nodes.Count];

        int IdOf(Pod owner, PodAffinityTerm term)
        {
            string text = key.Text(owner.Namespace).PodTerm(term).Take();
            if (known.TryGetValue(text, out int id))
                return id;
            known[text] = id = topologies.Count;
            var resolved = new PodTerm(term, owner.Namespace, cluster);
            TopologyDomains topology = TopologyDomains.By(cluster, term.TopologyKey, domains);
            topologies.Add(topology);
            matching.Add(new long[topology.Count]);
            wanting.Add(new long[topology.Count]);
            foreach (int group in resolved.Matching(groups))
                (wantedBy[group] ??= []).Add(id);
            return id;
        }
    }

    /// <summary>The score; <c>null</c> where no pod has such terms.</summary>
    public static PodPreferenceScore? For(Cluster cluster) =>
        cluster.Pods.Any(pod => pod.PreferredAffinity.Count > 0 || pod.Affinity.Count > 0) ? new PodPreferenceScore(cluster) : null;

    public void Score(int pod, ReadOnlySpan<int> nodes, Span<long> totals)
    {
        List<int>? about = wantedBy[groupOf[pod]];
        if (own[pod].Length == 0 && about is null)
            return;
        long least = long.MaxValue;
        long most = long.MinValue;
        for (int i = 0; i < nodes.Length; i++)
        {
            raw[i] = Raw(own[pod], about, nodes[i]);
            least = Math.Min(least, raw[i]);
            most = Math.Max(most, raw[i]);
        }

        for (int i = 0; most > least && i < nodes.Length; i++)
            totals[i] += Weight * (100 * (raw[i] - least) / (most - least));
    }

    public void Add(int pod, int node) => Count(pod, node, 1);

    public void Remove(int pod, int node) => Count(pod, node, -1);

    private long Raw((int Term, int Weight)[] mine, List<int>? about, int node)
    {
        long sum = 0;
        foreach ((int term, int weight) in mine)
        {
            int domain = topologies[term].Of[node];
            if (domain >= 0)
                sum += weight * matching[term][domain];
        }

        foreach (int term in about ?? [])
        {
            int domain = topologies[term].Of[node];
            if (domain >= 0)
                sum += wanting[term][domain];
        }

        return sum;
    }

    private void Count(int pod, int node, int sign)
    {
        foreach ((int term, int weight) in voiced[pod])
        {
            int domain = topologies[term].Of[node];
            if (domain >= 0)
                wanting[term][domain] += sign * weight;
        }

        foreach (int term in wantedBy[groupOf[pod]] ?? [])
        {
            int domain = topologies[term].Of[node];
            if (domain >= 0)
                matching[term][domain] += sign;
        }
    }
}
