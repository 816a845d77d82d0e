using System.Globalization;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Ordering;

/// <summary>Replays a plan's migrations on a newer fleet. What has no room yet is tried again once others have left.</summary>
internal sealed class RevalidationRun
{
    private readonly ReschedulingProblem problem;
    private readonly FleetState state;
    private readonly Dictionary<string, int> vms;
    private readonly Dictionary<string, int> hosts;
    private readonly List<(PlannedMigration Planned, VmMove Move)> kept = [];

    public RevalidationRun(ReschedulingProblem problem)
    {
        this.problem = problem;
        state = new FleetState(problem);
        vms = IndexOf(problem.Fleet.Vms.Select(v => v.Id));
        hosts = IndexOf(problem.Fleet.Hosts.Select(h => h.Id));
    }

    public List<PlannedMigration> Done { get; } = [];

    public List<DroppedMigration> Dropped { get; } = [];

    /// <summary>What is kept, in an order that fits.</summary>
    public IReadOnlyList<VmMove> Sequence => [.. kept.Select(k => k.Move)];

    /// <summary>The state after everything that still holds.</summary>
    public FleetState Replay(IReadOnlyList<PlannedMigration> plan)
    {
        var waiting = new List<PlannedMigration>(plan);
        for (bool progress = true; progress && waiting.Count > 0;)
        {
            progress = false;
            foreach (PlannedMigration planned in waiting.ToArray())
            {
                if (Resolve(planned, out VmMove move, out _) != Verdict.Possible)
                    continue;
                kept.Add((planned, move));
                state.Move(move.Vm, move.NodeA, move.NodeB);
                waiting.Remove(planned);
                progress = true;
            }
        }

        foreach (PlannedMigration planned in waiting)
        {
            if (Resolve(planned, out _, out string reason) == Verdict.Done)
                Done.Add(planned);
            else
                Dropped.Add(new DroppedMigration(planned, reason));
        }

        DropUseless();
        return state;
    }

    private enum Verdict
    {
        Possible,
        Done,
        Impossible,
    }

    private Verdict Resolve(PlannedMigration planned, out VmMove move, out string reason)
    {
        move = default;
        reason = "";
        if (!vms.TryGetValue(planned.Vm, out int vm))
            reason = "the machine is gone";
        else if (!hosts.TryGetValue(planned.ToHost, out int to))
            reason = $"host {planned.ToHost} is gone";
        else if (NodesOf(to, planned.ToNodes, vm) is not { } target)
            reason = $"host {planned.ToHost} has no such NUMA nodes, or the machine's width has changed";
        else if (state.NodeA[vm] == target.NodeA && state.NodeB[vm] == target.NodeB)
            return Verdict.Done;
        else if (!hosts.TryGetValue(planned.FromHost, out int from) || NodesOf(from, planned.FromNodes, vm) is not { } source || state.NodeA[vm] != source.NodeA || state.NodeB[vm] != source.NodeB)
            reason = $"the machine is on {problem.Fleet.Hosts[state.HostOf(vm)].Id} now, not where the plan left it";
        else if (!state.Allows(vm, to))
            reason = $"a pin, a rule or maintenance keeps it from {planned.ToHost}";
        else if (!new WaveRoom(state).HasRoom(target))
            reason = string.Create(CultureInfo.InvariantCulture, $"{planned.ToHost} has no room: {state.FreeCores[target.NodeA]} cores and {state.FreeMemory[target.NodeA]} MB are free on NUMA node {planned.ToNodes[0]}");
        else
            move = target;
        return reason.Length == 0 ? Verdict.Possible : Verdict.Impossible;
    }

    private VmMove? NodesOf(int host, IReadOnlyList<int> nodes, int vm)
    {
        int count = problem.NodeStart[host + 1] - problem.NodeStart[host];
        if (nodes.Count != (problem.OriginB[vm] < 0 ? 1 : 2) || nodes.Any(n => n < 0 || n >= count) || nodes.Distinct().Count() != nodes.Count)
            return null;
        int start = problem.NodeStart[host];
        return nodes.Count == 1 ? new VmMove(vm, start + nodes[0], -1) : new VmMove(vm, start + nodes.Min(), start + nodes.Max());
    }

    // Set-up moves whose gain was dropped: the state is as good without them. Later ones first, so that what they built on can follow.
    private void DropUseless()
    {
        foreach ((_, VmMove move) in Enumerable.Reverse(kept).ToArray())
        {
            int host = problem.NodeHost[problem.OriginA[move.Vm]];
            bool isLast = state.NodeA[move.Vm] == move.NodeA && state.NodeB[move.Vm] == move.NodeB && state.IsDisplaced(move.Vm);
            if (Dropped.Count == 0 || !isLast || !state.Fits(move.Vm, problem.OriginA[move.Vm], problem.OriginB[move.Vm]) || !state.Allows(move.Vm, host))
                continue;
            if (state.Gain(move.Vm, problem.OriginA[move.Vm], problem.OriginB[move.Vm]) < 0)
                continue;
            state.Move(move.Vm, problem.OriginA[move.Vm], problem.OriginB[move.Vm]);
            foreach ((PlannedMigration Planned, VmMove Move) gone in kept.Where(k => k.Move.Vm == move.Vm).ToArray())
            {
                kept.Remove(gone);
                Dropped.Add(new DroppedMigration(gone.Planned, "without what was dropped it gains nothing"));
            }
        }
    }

    private static Dictionary<string, int> IndexOf(IEnumerable<string> names)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        int next = 0;
        foreach (string name in names)
            index.TryAdd(name, next++);
        return index;
    }
}
