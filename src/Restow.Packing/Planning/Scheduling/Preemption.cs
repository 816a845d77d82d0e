using Restow.Packing.Model;
using Restow.Packing.Placements;

namespace Restow.Packing.Planning.Scheduling;

/// <summary>A node where a pod fits once the victims are gone.</summary>
internal sealed record Victory(int Node, int[] Victims);

/// <summary>
/// The scheduler's preemption (plug-in DefaultPreemption). On each node all pods of a lower priority leave, then as many as possible
/// come back, those whose budget would be violated and the most important ones first. Of the nodes that remain wins the one
/// with 1. the fewest budget violations, 2. the lowest highest priority among its victims, 3. the smallest sum of their priorities,
/// 4. the fewest victims, 5. the latest start of its most important victims, 6. the lowest index.
/// </summary>
/// <remarks>Only pods that a plan may move are victims, so that the baseline obeys what a plan obeys.</remarks>
internal sealed class Preemption
{
    private readonly Cluster cluster;
    private readonly Mobility mobility;
    private readonly Placement placement;
    private readonly PodBudgets budgets;
    private readonly int[] allowed;
    private readonly List<int>[] lower;

    public Preemption(Cluster cluster, Mobility mobility, Placement placement)
    {
        this.cluster = cluster;
        this.mobility = mobility;
        this.placement = placement;
        budgets = new PodBudgets(cluster);
        allowed = [.. cluster.Budgets.Select(budget => budget.DisruptionsAllowed)];
        lower = [.. cluster.Nodes.Select(_ => new List<int>())];
    }

    /// <summary>The best node for the pod and who has to leave it; the budgets are charged. <c>null</c> when there is none.</summary>
    public Victory? Find(int pod)
    {
        if (cluster.Pods[pod].NeverPreempts)
            return null;
        CollectLower(cluster.Pods[pod].Priority);
        Candidate? best = null;
        for (int node = 0; node < lower.Length; node++)
        {
            if (lower[node].Count > 0 && Try(pod, node) is { } candidate && (best is null || candidate.Rank.CompareTo(best.Rank) < 0))
                best = candidate;
        }

        if (best is null)
            return null;
        foreach (int victim in best.Victims)
        {
            foreach (int budget in budgets.Of(victim))
                allowed[budget]--;
        }

        return new Victory(best.Node, best.Victims);
    }

    private void CollectLower(int priority)
    {
        foreach (List<int> pods in lower)
            pods.Clear();
        for (int other = 0; other < cluster.Pods.Count; other++)
        {
            int node = placement.Assignment[other];
            bool yields = cluster.Pods[other].Priority < priority && mobility.Roles[other] is (PodRole.Movable or PodRole.Placeable);
            if (node >= 0 && yields)
                lower[node].Add(other);
        }
    }

    private Candidate? Try(int pod, int node)
    {
        if (!CouldFit(pod, node))
            return null;
        int[] everyone = [.. lower[node].OrderByDescending(p => cluster.Pods[p].Priority).ThenBy(Start)];
        foreach (int other in everyone)
            placement.Remove(other);
        Candidate? candidate = placement.Allows(pod, node) ? Reprieve(pod, node, everyone) : null;
        foreach (int other in everyone)
        {
            if (placement.Assignment[other] < 0)
                placement.Place(other, node);
        }

        return candidate;
    }

    private Candidate Reprieve(int pod, int node, int[] everyone)
    {
        var victims = new List<int>();
        int violations = 0;
        HashSet<int> violating = Violating(everyone);
        foreach (int other in everyone.OrderByDescending(violating.Contains))
        {
            placement.Place(other, node);
            if (placement.Allows(pod, node))
                continue;
            placement.Remove(other);
            victims.Add(other);
            violations += violating.Contains(other) ? 1 : 0;
        }

        // A rule can refuse the pod only while somebody else is away; then nobody has to leave, and upstream picks the node at once.
        int highest = victims.Count == 0 ? int.MinValue : victims.Max(v => cluster.Pods[v].Priority);
        long sum = victims.Sum(v => cluster.Pods[v].Priority + (long)int.MaxValue + 1);
        long start = victims.Where(v => cluster.Pods[v].Priority == highest).Select(Start).DefaultIfEmpty().Min();
        return new Candidate(node, [.. victims], (violations, highest, sum, victims.Count, -start));
    }

    // Upstream walks the pods by importance and spends each budget until it is used up.
    private HashSet<int> Violating(int[] everyone)
    {
        var violating = new HashSet<int>();
        int[] left = [.. allowed];
        foreach (int other in everyone)
        {
            foreach (int budget in budgets.Of(other))
            {
                if (--left[budget] < 0)
                    violating.Add(other);
            }
        }

        return violating;
    }

    private bool CouldFit(int pod, int node)
    {
        ReadOnlySpan<long> want = placement.Requests(pod);
        ReadOnlySpan<long> free = placement.Free(node);
        for (int r = 0; r < want.Length; r++)
        {
            long room = free[r];
            foreach (int other in lower[node])
                room += placement.Requests(other)[r];
            if (want[r] > 0 && want[r] > room)
                return false;
        }

        return true;
    }

    private long Start(int pod) => cluster.Pods[pod].Created?.UtcTicks ?? 0;

    private sealed record Candidate(int Node, int[] Victims, (int Violations, int Highest, long Sum, int Count, long Start) Rank);
}
