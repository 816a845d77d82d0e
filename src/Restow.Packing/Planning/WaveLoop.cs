using Restow.Core;
using Restow.Packing.Model;

namespace Restow.Packing.Planning;

/// <summary>One attempt to order a target whose final state is known to fit; see <see cref="StepPlanner"/> for the rules.</summary>
internal sealed class WaveLoop
{
    private readonly Cluster cluster;
    private readonly BudgetLedger ledger;
    private readonly int[] origin;
    private readonly int[] target;
    private readonly WaveState state;
    private readonly List<int> waiting;
    private readonly List<int>?[] evictable;
    private readonly HashSet<int> debts = [];
    private readonly List<PlanStep<PackingMove>> steps = [];
    private readonly List<int> soundWaves = [];
    private int wave;

    public WaveLoop(Cluster cluster, IReadOnlyList<IConstraint> constraints, BudgetLedger ledger, int[] origin, int[] target)
    {
        this.cluster = cluster;
        this.ledger = ledger;
        this.origin = origin;
        this.target = target;
        int[] all = [.. Enumerable.Range(0, target.Length).Where(pod => target[pod] != origin[pod])];
        waiting = [.. all.Where(pod => target[pod] >= 0).OrderByDescending(pod => cluster.Pods[pod].Priority).ThenBy(pod => origin[pod] < 0)];
        evictable = new List<int>?[cluster.Nodes.Count];
        foreach (int pod in all.Where(pod => target[pod] < 0).OrderBy(pod => cluster.Pods[pod].Priority))
            (evictable[origin[pod]] ??= []).Add(pod);
        state = new WaveState(cluster, constraints, origin, [.. waiting.Where(pod => origin[pod] >= 0)]);
    }

    /// <summary>What became of the attempt: steps up to the last wave after which no eviction waits for its purpose.</summary>
    /// <param name="Failed">Pods for which others were evicted, or which were evicted themselves, and that did not land.</param>
    /// <param name="Stuck">All pods that did not land.</param>
    /// <param name="SoundWaves">Waves after which no eviction waits for its purpose: the plan may end with any of them.</param>
    internal sealed record Outcome(
        IReadOnlyList<PlanStep<PackingMove>> Steps, int[] Reached, IReadOnlyCollection<int> Failed, IReadOnlyList<int> Stuck, IReadOnlyList<int> SoundWaves);

    public Outcome Run(Deadline? deadline)
    {
        int sound = 0;
        int[] reached = origin;
        while (waiting.Count > 0 && deadline is not { IsExpired: true })
        {
            wave++;
            List<int> landed = LandWhatFits();
            state.EndWave();
            waiting.RemoveAll(new HashSet<int>(landed).Contains);
            debts.ExceptWith(landed);
            int evicted = EvictWhatNextWaveNeeds();
            int[] returned = [.. landed.Where(pod => origin[pod] >= 0)];
            if (evicted == 0 && !CanLandNext(returned))
            {
                foreach (int pod in CycleBreaker.Choose(cluster, origin, target, waiting.FindAll(state.IsAtOrigin), ledger))
                    evicted += BreakAt(pod);
                if (evicted + landed.Count == 0)
                    evicted += BreakRuleKnot();
            }

            if (landed.Count + evicted == 0)
                break;
            foreach (int pod in returned)
                ledger.Return(pod);
            if (debts.Count == 0)
            {
                sound = steps.Count;
                soundWaves.Add(wave);
                reached = state.Nodes();
            }
        }

        return new Outcome(steps.GetRange(0, sound), reached, debts, waiting, soundWaves);
    }

    /// <summary>Lands every waiting pod that is allowed now, whatever becomes of the wave's other pods.</summary>
    private List<int> LandWhatFits()
    {
        // An arrival that needs another one of its wave (affinity) would fail if they ran in the other order: judge first, land then.
        List<int> able = waiting.FindAll(pod => !state.IsConcerned(pod) || state.Allows(pod, target[pod]));
        var landed = new List<int>();
        foreach (int pod in able)
        {
            bool leaves = state.IsAtOrigin(pod);
            if (!state.Allows(pod, target[pod]) || (leaves && !ledger.Allows(pod)))
                continue;
            state.Land(pod, target[pod]);
            if (leaves)
                ledger.Evict(pod);
            landed.Add(pod);
        }

        while (landed.FindLastIndex(pod => !state.HoldsSettled(pod, target[pod])) is var at and >= 0)
        {
            int bad = landed[at];
            landed.RemoveAt(at);
            state.Unland(bad);
            if (state.IsAtOrigin(bad))
                ledger.Return(bad);
        }

        foreach (int pod in landed)
            Emit(pod, state.Leaves(pod) ? PackingMoveKind.Move : PackingMoveKind.Place);
        return landed;
    }

    /// <summary>
    /// Plays the next wave and evicts, of the pods that stay pending in the end, the lowest priorities that it needs gone: as late as
    /// possible.
    /// </summary>
    private int EvictWhatNextWaveNeeds()
    {
        int evicted = 0;
        var played = new List<int>();
        foreach (int pod in waiting)
        {
            if (state.IsAtOrigin(pod) && !ledger.Allows(pod))
                continue;
            if (!state.Allows(pod, target[pod]))
            {
                List<int> gone = MakeRoom(pod);
                if (gone.Count == 0)
                    continue;
                debts.Add(pod);
                evicted += gone.Count;
            }

            state.Land(pod, target[pod]);
            played.Add(pod);
        }

        for (int i = played.Count - 1; i >= 0; i--)
            state.Unland(played[i]);
        return evicted;
    }

    /// <summary>Whether some pod can land in the next wave, once this wave's landings have given their disruption budgets back.</summary>
    private bool CanLandNext(int[] returned)
    {
        foreach (int pod in returned)
            ledger.Return(pod);
        bool can = waiting.Exists(pod => (!state.IsAtOrigin(pod) || ledger.Allows(pod)) && state.Allows(pod, target[pod]));
        foreach (int pod in returned)
            ledger.Evict(pod);
        return can;
    }

    /// <summary>Evicts for good, on the pod's target node, as few pods as let it land; none when even all do not.</summary>
    private List<int> MakeRoom(int pod)
    {
        List<int>? candidates = evictable[target[pod]];
        var gone = new List<int>();
        foreach (int victim in candidates ?? [])
        {
            if (!ledger.Allows(victim))
                continue;
            state.Evict(victim);
            ledger.Evict(victim);
            gone.Add(victim);
            if (state.Allows(pod, target[pod]))
                break;
        }

        bool enough = gone.Count > 0 && state.Allows(pod, target[pod]);
        for (int i = gone.Count - 1; i >= 0; i--)
        {
            int victim = gone[i];
            state.Restore(victim);
            if (enough && !state.Allows(pod, target[pod]))
            {
                state.Evict(victim);
                continue;
            }

            ledger.Return(victim);
            gone.RemoveAt(i);
        }

        foreach (int victim in gone)
        {
            candidates!.Remove(victim);
            Emit(victim, PackingMoveKind.Evict);
        }

        return gone;
    }

    private int BreakAt(int pod)
    {
        state.Evict(pod);
        ledger.Evict(pod);
        debts.Add(pod);
        Emit(pod, PackingMoveKind.Evict);
        return 1;
    }

    /// <summary>
    /// Where no cycle of rooms is left, a rule ties the pods (anti-affinity across a zone): evicts the lowest priority whose absence lets
    /// another pod land.
    /// </summary>
    private int BreakRuleKnot()
    {
        IEnumerable<int> leavers = waiting.Where(state.IsAtOrigin).Concat(evictable.SelectMany(e => e ?? []));
        foreach (int pod in leavers.OrderBy(pod => cluster.Pods[pod].Priority).ToList())
        {
            if (!state.IsConcerned(pod) || !ledger.Allows(pod))
                continue;
            state.Evict(pod);
            int freed = waiting.FindIndex(other => other != pod && state.Allows(other, target[other]));
            state.Restore(pod);
            if (freed < 0)
                continue;
            if (target[pod] >= 0)
                return BreakAt(pod);
            debts.Add(waiting[freed]);
            BreakAt(pod);
            debts.Remove(pod);
            evictable[origin[pod]]!.Remove(pod);
            return 1;
        }

        return 0;
    }

    private void Emit(int pod, PackingMoveKind kind)
    {
        Pod it = cluster.Pods[pod];
        string? from = kind == PackingMoveKind.Place ? null : cluster.Nodes[origin[pod]].Name;
        string? to = kind == PackingMoveKind.Evict ? null : cluster.Nodes[target[pod]].Name;
        steps.Add(new PlanStep<PackingMove>(wave, new PackingMove(kind, pod, it.Namespace, it.Name, from, to)));
    }
}
