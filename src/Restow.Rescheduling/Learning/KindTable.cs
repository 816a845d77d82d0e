using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Learning;

/// <summary>What a kind of machine finds when it looks for room.</summary>
/// <param name="Destinations">Nodes (pairs, for machines on two) that it could enter.</param>
/// <param name="BestGain">Best change of the destination's value; negative when each destination loses.</param>
/// <param name="Best">Destinations with that change.</param>
/// <param name="Tight">Of those, the ones that are left with a whole number of slots.</param>
internal readonly record struct KindView(int Destinations, int BestGain, int Best, int Tight);

/// <summary>The kinds of a fleet's machines, and where each of them could go.</summary>
internal sealed class KindTable
{
    private readonly ReschedulingProblem problem;

    public KindTable(ReschedulingProblem problem)
    {
        this.problem = problem;
        var index = new Dictionary<VmKind, int>();
        var kinds = new List<VmKind>();
        KindOf = new int[problem.Vms];
        for (int v = 0; v < problem.Vms; v++)
        {
            KindOf[v] = -1;
            if (!problem.Movable[v])
                continue;
            bool isPlain = problem.Pins[v] is null && problem.Rules.Of[v].Length == 0;
            var kind = new VmKind(problem.Cores[v], problem.Memory[v], problem.OriginB[v] >= 0, isPlain ? -1 : v);
            if (!index.TryGetValue(kind, out int k))
            {
                index[kind] = k = kinds.Count;
                kinds.Add(kind);
            }

            KindOf[v] = k;
        }

        Kinds = kinds;
        Views = new KindView[kinds.Count];
    }

    public IReadOnlyList<VmKind> Kinds { get; }

    /// <summary>Kind of each machine; -1 for those that may not move.</summary>
    public int[] KindOf { get; }

    /// <summary>What each kind saw at the last look.</summary>
    public KindView[] Views { get; }

    public int Cheaper(int x, int y) => (problem.MigratedMb[x], x).CompareTo((problem.MigratedMb[y], y)) <= 0 ? x : y;

    /// <summary>Whether a machine of the kind fits onto these nodes beside all that is there, and may go to their host.</summary>
    public bool Admits(FleetState state, int kind, int node, int partner)
    {
        VmKind k = Kinds[kind];
        if (k.IsDouble && (partner < 0 || !IsPair(node, partner)))
            return false;
        int host = problem.NodeHost[node];
        return !problem.Maintenance[host]
            && state.FreeCores[node] >= k.Cores && state.FreeMemory[node] >= k.Memory
            && (partner < 0 || (state.FreeCores[partner] >= k.Cores && state.FreeMemory[partner] >= k.Memory))
            && (k.OnlyVm < 0 || state.Allows(k.OnlyVm, host));
    }

    /// <summary>Looks for destinations of every kind.</summary>
    public void Look(FleetState state, int[] sibling, HashSet<(int Kind, int A, int B)> closed)
    {
        for (int k = 0; k < Kinds.Count; k++)
        {
            VmKind kind = Kinds[k];
            var view = new KindView(0, int.MinValue, 0, 0);
            for (int n = 0; n < problem.Nodes; n++)
            {
                int partner = kind.IsDouble ? sibling[n] : -1;
                if (!Admits(state, k, n, partner) || (closed.Count > 0 && closed.Contains((k, partner < 0 ? n : Math.Min(n, partner), partner < 0 ? -1 : Math.Max(n, partner)))))
                    continue;
                int left = state.FreeCores[n] - kind.Cores;
                long gain = problem.NodeValue[n][left] - problem.NodeValue[n][left + kind.Cores];
                bool isTight = left % PolicyFeatures.SlotCores == 0;
                if (partner >= 0)
                {
                    int other = state.FreeCores[partner] - kind.Cores;
                    gain += problem.NodeValue[partner][other] - problem.NodeValue[partner][other + kind.Cores];
                    isTight &= other % PolicyFeatures.SlotCores == 0;
                }

                int best = (int)Math.Clamp(gain, -1000, 1000);
                if (best > view.BestGain)
                    view = view with { BestGain = best, Best = 0, Tight = 0 };
                view = view with
                {
                    Destinations = view.Destinations + 1,
                    Best = view.Best + (best == view.BestGain ? 1 : 0),
                    Tight = view.Tight + (best == view.BestGain && isTight ? 1 : 0),
                };
            }

            Views[k] = view;
        }
    }

    // Each pair of nodes once: on a host with two nodes from the lower one, in a larger circle from each.
    private bool IsPair(int node, int partner)
    {
        int host = problem.NodeHost[node];
        return partner > node || problem.NodeStart[host + 1] - problem.NodeStart[host] > 2;
    }
}
