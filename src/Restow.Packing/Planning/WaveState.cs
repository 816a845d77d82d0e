using Restow.Packing.Model;
using Restow.Packing.Placements;

namespace Restow.Packing.Planning;

/// <summary>
/// The cluster in the middle of a wave, seen twice: <em>crowded</em>, where what leaves in this wave is still there, and
/// <em>settled</em>, where it is gone. An arrival must be allowed in both, since nobody knows which of the two the scheduler will see.
/// </summary>
/// <remarks>
/// A moved pod is two pods in Kubernetes, the evicted one and its replacement; so it is here: the replacement is a pod of its own at
/// the end of the list. Its original alone is taken away before it is judged, for the replacement exists only after the eviction.
/// </remarks>
internal sealed class WaveState
{
    private readonly int[] replacement;
    private readonly int[] origin;
    private readonly bool[] present;
    private readonly bool[] concerned;
    private readonly Placement crowded;
    private readonly Placement? settled;
    private readonly HashSet<int> leaving = [];

    public WaveState(Cluster cluster, IReadOnlyList<IConstraint> constraints, int[] origin, IReadOnlyList<int> movers)
    {
        this.origin = origin;
        int pods = origin.Length;
        replacement = Enumerable.Range(0, pods).ToArray();
        present = [.. origin.Select(node => node >= 0)];
        var all = new List<Pod>(cluster.Pods);
        foreach (int mover in movers)
        {
            replacement[mover] = all.Count;
            all.Add(cluster.Pods[mover] with { NodeName = null });
        }

        Cluster doubled = cluster with { Pods = all };
        int[] initial = [.. origin, .. Enumerable.Repeat(-1, movers.Count)];

        // Static rules keep no state and are shared; each view has its own of the others.
        var bound = constraints.Select(c => (Rule: c, State: c.Bind(doubled))).Where(b => b.State is not null).ToList();
        var dynamic = bound.Where(b => !b.State!.IsStatic).ToList();
        concerned = [.. Enumerable.Range(0, all.Count).Select(pod => dynamic.Any(b => b.State!.Concerns(pod)))];
        crowded = new Placement(doubled, [.. bound.Select(b => new Bound(b.Rule.Name, b.State!))], initial);
        if (dynamic.Count > 0)
            settled = new Placement(doubled, [.. bound.Select(b => b.State!.IsStatic ? new Bound(b.Rule.Name, b.State!) : b.Rule)], initial);
    }

    /// <summary>Whether a rule that depends on other pods can have an opinion on this one.</summary>
    public bool IsConcerned(int pod) => concerned[pod];

    /// <summary>Whether the pod still runs where it began.</summary>
    public bool IsAtOrigin(int pod) => present[pod];

    /// <summary>Whether the pod landed in this wave and left its origin in it.</summary>
    public bool Leaves(int pod) => leaving.Contains(pod);

    /// <summary>Whether the pod, or its replacement, may land on the node now.</summary>
    public bool Allows(int pod, int node)
    {
        int body = replacement[pod];
        if (!crowded.HasRoom(body, node))
            return false;
        if (settled is null || !concerned[pod])
            return crowded.Allows(body, node);
        return Allows(crowded, pod, node) && Allows(settled, pod, node);
    }

    /// <summary>The pod, or its replacement, lands; where it still runs, it leaves in this wave.</summary>
    public void Land(int pod, int node)
    {
        crowded.Place(replacement[pod], node);
        if (present[pod])
        {
            leaving.Add(pod);
            settled?.Remove(pod);
        }

        present[pod] = false;
        settled?.Place(replacement[pod], node);
    }

    /// <summary>Takes a landing of this wave back.</summary>
    public void Unland(int pod)
    {
        crowded.Remove(replacement[pod]);
        settled?.Remove(replacement[pod]);
        if (leaving.Remove(pod))
        {
            present[pod] = true;
            settled?.Place(pod, origin[pod]);
        }
    }

    /// <summary>Whether a pod that landed in this wave would still be allowed there once everything that leaves is gone.</summary>
    public bool HoldsSettled(int pod, int node)
    {
        if (settled is null || !concerned[pod])
            return true;
        settled.Remove(replacement[pod]);
        bool allowed = settled.Allows(replacement[pod], node);
        settled.Place(replacement[pod], node);
        return allowed;
    }

    /// <summary>What left in this wave is gone: both views agree.</summary>
    public void EndWave()
    {
        foreach (int pod in leaving)
            crowded.Remove(pod);
        leaving.Clear();
    }

    /// <summary>A running pod is evicted.</summary>
    public void Evict(int pod)
    {
        crowded.Remove(pod);
        settled?.Remove(pod);
        present[pod] = false;
    }

    /// <summary>Takes an eviction back.</summary>
    public void Restore(int pod)
    {
        crowded.Place(pod, origin[pod]);
        settled?.Place(pod, origin[pod]);
        present[pod] = true;
    }

    /// <summary>The node of every pod, or of its replacement; -1 where it is pending.</summary>
    public int[] Nodes()
    {
        ReadOnlySpan<int> now = crowded.Assignment;
        var nodes = new int[replacement.Length];
        for (int pod = 0; pod < nodes.Length; pod++)
            nodes[pod] = now[pod] >= 0 ? now[pod] : now[replacement[pod]];
        return nodes;
    }

    private bool Allows(Placement view, int pod, int node)
    {
        if (view.Assignment[pod] < 0 || replacement[pod] == pod)
            return view.Allows(replacement[pod], node);
        int from = view.Remove(pod);
        bool allowed = view.Allows(replacement[pod], node);
        view.Place(pod, from);
        return allowed;
    }

    private sealed class Bound(string name, IConstraintState state) : IConstraint
    {
        public string Name => name;

        public IConstraintState Bind(Cluster cluster) => state;
    }
}
