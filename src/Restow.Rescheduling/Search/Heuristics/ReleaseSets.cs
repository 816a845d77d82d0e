namespace Restow.Rescheduling.Search.Heuristics;

/// <summary>Machines of one host whose release raises its value.</summary>
/// <param name="Vms">The machines.</param>
/// <param name="Gain">By how much, in score, less what their arrival costs anywhere.</param>
/// <param name="Cores">Cores they use in all.</param>
internal sealed record ReleaseSet(int[] Vms, long Gain, int Cores) : IComparable<ReleaseSet>
{
    /// <summary>Most gain for each machine first, then the fewest machines, then the smallest.</summary>
    public int CompareTo(ReleaseSet? other)
    {
        ArgumentNullException.ThrowIfNull(other);
        int order = (other.Gain * Vms.Length).CompareTo(Gain * other.Vms.Length);
        if (order == 0)
            order = Vms.Length.CompareTo(other.Vms.Length);
        if (order == 0)
            order = Cores.CompareTo(other.Cores);
        return order != 0 ? order : Vms.AsSpan().SequenceCompareTo(other.Vms);
    }
}

/// <summary>Finds, on one host, the few machines whose release completes something: up to three, or all where an empty host has a value.</summary>
internal sealed class ReleaseSets(ReschedulingProblem problem, Steps steps)
{
    private const int MostVms = 3;
    private const int Kept = 8;
    private readonly Dictionary<(int, int, int, int), int> kinds = [];

    /// <summary>The best sets of the host, of different sizes of machines on its nodes; none contains a smaller one that gains as much.</summary>
    public List<ReleaseSet> Of(int host)
    {
        var vms = new List<int>();
        bool all = true;
        for (int v = steps.State.FirstOn(host); v >= 0; v = steps.State.NextOn(v))
        {
            if (steps.CanLeave(v))
                vms.Add(v);
            else
                all = false;
        }

        var found = new List<ReleaseSet>();
        vms.Sort();
        Extend(vms, 0, [], 0, found, []);
        if (all && vms.Count > MostVms && vms.Count <= steps.Remaining && problem.Objective.EmptyHostValue > 0)
            Add([.. vms], 0, found);
        found.Sort();
        return found.Count > Kept ? found[..Kept] : found;
    }

    private void Extend(List<int> vms, int from, int[] chosen, long gain, List<ReleaseSet> found, HashSet<(int, int, int)> seen)
    {
        if (chosen.Length == Math.Min(MostVms, steps.Remaining))
            return;
        for (int k = from; k < vms.Count; k++)
        {
            int[] more = [.. chosen, vms[k]];
            // Machines alike on the same node release alike.
            if (seen.Add(Signature(more)))
                Extend(vms, k + 1, more, Add(more, gain, found), found, seen);
        }
    }

    private long Add(int[] vms, long gainOfFewer, List<ReleaseSet> found)
    {
        long gain = steps.State.GainOfLeaving(vms) - vms.Sum(steps.LeastLoss);
        if (gain > Math.Max(0, gainOfFewer))
            found.Add(new ReleaseSet(vms, gain, vms.Sum(v => problem.Cores[v] * (problem.OriginB[v] < 0 ? 1 : 2))));
        return Math.Max(gain, gainOfFewer);
    }

    // Three numbers in order; 0 for none.
    private (int, int, int) Signature(int[] vms)
    {
        int x = Kind(vms[0]);
        int y = vms.Length > 1 ? Kind(vms[1]) : 0;
        int z = vms.Length > 2 ? Kind(vms[2]) : 0;
        if (x < y)
            (x, y) = (y, x);
        if (y < z)
            (y, z) = (z, y);
        return x < y ? (y, x, z) : (x, y, z);
    }

    // The same number for machines of one size on the same nodes; those with pins or rules stand for themselves.
    private int Kind(int vm)
    {
        if (problem.Pins[vm] is not null || problem.Rules.Of[vm].Length > 0)
            return int.MaxValue - vm;
        var kind = (problem.Cores[vm], problem.Memory[vm], steps.State.NodeA[vm] - problem.NodeStart[steps.State.HostOf(vm)], steps.State.NodeB[vm] - problem.NodeStart[steps.State.HostOf(vm)]);
        if (!kinds.TryGetValue(kind, out int number))
            kinds[kind] = number = kinds.Count + 1;
        return number;
    }
}
