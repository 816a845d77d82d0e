namespace Restow.Packing.Constraints.Matching;

/// <summary>
/// How many matching pods each domain of a topology holds, and the least of these over the domains that count. A histogram
/// of the counts makes the least one O(1): it moves by one whenever its last domain leaves or a domain comes below.
/// </summary>
internal sealed class SpreadCounts
{
    private readonly TopologyDomains topology;
    private readonly bool[] eligible;
    private readonly int[] counts;
    private readonly int domains;
    private int[] domainsWith = new int[4];
    private int least;

    /// <param name="topology">The domains.</param>
    /// <param name="eligible">Which nodes count: they have every topology label of the pod and pass its inclusion policies.</param>
    public SpreadCounts(TopologyDomains topology, bool[] eligible)
    {
        this.topology = topology;
        this.eligible = eligible;
        counts = new int[topology.Count];
        var seen = new bool[topology.Count];
        for (int node = 0; node < eligible.Length; node++)
        {
            int domain = topology.Of[node];
            if (!eligible[node] || seen[domain])
                continue;
            seen[domain] = true;
            domains++;
        }

        domainsWith[0] = domains;
    }

    /// <summary>Domains that have a node that counts.</summary>
    public int Domains => domains;

    /// <summary>The least count; zero where there are fewer domains than asked for.</summary>
    public int Least(int minDomains) => domains < Math.Max(1, minDomains) ? 0 : least;

    public bool HasLabel(int node) => topology.Of[node] >= 0;

    /// <summary>Matching pods in the node's domain.</summary>
    public int At(int node) => counts[topology.Of[node]];

    public void Add(int node)
    {
        if (!eligible[node])
            return;
        int count = counts[topology.Of[node]]++;
        if (count + 1 >= domainsWith.Length)
            Array.Resize(ref domainsWith, domainsWith.Length * 2);
        domainsWith[count]--;
        domainsWith[count + 1]++;
        if (count == least && domainsWith[count] == 0)
            least++;
    }

    public void Remove(int node)
    {
        if (!eligible[node])
            return;
        int count = counts[topology.Of[node]]--;
        domainsWith[count]--;
        domainsWith[count - 1]++;
        if (count - 1 < least)
            least = count - 1;
    }
}
