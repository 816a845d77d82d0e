using Restow.Packing.Model;

namespace Restow.Packing.Planning;

/// <summary>
/// Makes a target agree with pods that will not follow it: where one stays, what was to take its room stays away too, lowest priority
/// first, and so on until no node holds more than it has.
/// </summary>
internal sealed class TargetRepair
{
    private readonly Cluster cluster;
    private readonly int[] origin;
    private readonly string[] names;
    private readonly long[] requests;

    public TargetRepair(Cluster cluster, int[] origin)
    {
        this.cluster = cluster;
        this.origin = origin;
        names = [.. cluster.Pods.SelectMany(p => p.Requests.Keys).Distinct(StringComparer.Ordinal)];
        requests = new long[origin.Length * names.Length];
        for (int pod = 0; pod < origin.Length; pod++)
            for (int r = 0; r < names.Length; r++)
                requests[(pod * names.Length) + r] = cluster.Pods[pod].Requests.Of(names[r]);
    }

    /// <summary>The target with every pod of <paramref name="dropped"/> where it is now; pods that lose their place by that join them.</summary>
    public int[] Apply(int[] target, IDictionary<int, string> dropped)
    {
        var result = (int[])target.Clone();
        var free = new long[cluster.Nodes.Count * names.Length];
        for (int node = 0; node < cluster.Nodes.Count; node++)
            for (int r = 0; r < names.Length; r++)
                free[(node * names.Length) + r] = cluster.Nodes[node].Allocatable.Of(names[r]);
        var arrivals = new List<int>?[cluster.Nodes.Count];
        for (int pod = 0; pod < result.Length; pod++)
        {
            if (dropped.ContainsKey(pod))
                result[pod] = origin[pod];
            if (result[pod] < 0)
                continue;
            Charge(free, pod, result[pod], -1);
            if (result[pod] != origin[pod])
                (arrivals[result[pod]] ??= []).Add(pod);
        }

        var open = new Stack<int>(Enumerable.Range(0, arrivals.Length).Where(node => arrivals[node] is not null));
        while (open.TryPop(out int node))
        {
            List<int> here = arrivals[node] ?? [];
            for (int pod; (pod = Cheapest(here, free, node)) >= 0;)
            {
                here.Remove(pod);
                dropped[pod] = "the room it was to take does not become free";
                Charge(free, pod, node, 1);
                result[pod] = origin[pod];
                if (origin[pod] >= 0)
                {
                    Charge(free, pod, origin[pod], -1);
                    open.Push(origin[pod]);
                }
            }
        }

        return result;
    }

    /// <summary>The arrival to give up first among those that want what is over-committed; -1 when nothing is.</summary>
    private int Cheapest(List<int> arrivals, long[] free, int node)
    {
        int best = -1;
        foreach (int pod in arrivals)
        {
            if (Suffers(free, pod, node) && (best < 0 || Rank(pod).CompareTo(Rank(best)) < 0))
                best = pod;
        }

        return best;
    }

    private (int Priority, bool Runs, int Pod) Rank(int pod) => (cluster.Pods[pod].Priority, origin[pod] >= 0, -pod);

    private bool Suffers(long[] free, int pod, int node)
    {
        for (int r = 0; r < names.Length; r++)
        {
            if (free[(node * names.Length) + r] < 0 && requests[(pod * names.Length) + r] > 0)
                return true;
        }

        return false;
    }

    private void Charge(long[] free, int pod, int node, int sign)
    {
        for (int r = 0; r < names.Length; r++)
            free[(node * names.Length) + r] += sign * requests[(pod * names.Length) + r];
    }
}
