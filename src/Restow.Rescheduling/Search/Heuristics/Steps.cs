using Restow.Core;

namespace Restow.Rescheduling.Search.Heuristics;

/// <summary>A placement that a heuristic changes move by move: what it may do, what it did. A machine moves at most once, so the moves are the displaced machines.</summary>
internal sealed class Steps
{
    private readonly ReschedulingProblem problem;
    private readonly Tightness tightness;
    private readonly List<VmMove> moves = [];

    public Steps(ReschedulingProblem problem)
    {
        this.problem = problem;
        State = new FleetState(problem);
        Places = new Places(problem);
        tightness = new Tightness(problem);
    }

    public FleetState State { get; }

    public Places Places { get; }

    public IReadOnlyList<VmMove> Moves => moves;

    /// <summary>Migrations that the limit leaves.</summary>
    public int Remaining => problem.MaxMigrations - moves.Count;

    /// <summary>Whether time, the limit or the goal ends the search.</summary>
    public bool IsOver(Deadline deadline) => Remaining <= 0 || deadline.IsExpired || State.Value >= problem.Options.Goal;

    /// <summary>Whether the machine can still move at all.</summary>
    public bool CanLeave(int vm) =>
        problem.Movable[vm] && !State.IsDisplaced(vm) && Remaining > 0 && State.DisplacedMb + problem.MigratedMb[vm] <= problem.MaxMigratedMb;

    /// <summary>Whether a machine that can leave may go to these other nodes now.</summary>
    public bool CanGo(int vm, int a, int b) => (a != State.NodeA[vm] || b != State.NodeB[vm]) && State.Fits(vm, a, b) && State.Allows(vm, problem.NodeHost[a]);

    public void Go(VmMove move)
    {
        State.Move(move.Vm, move.NodeA, move.NodeB);
        moves.Add(move);
    }

    /// <summary>Takes the last moves back until <paramref name="count"/> are left.</summary>
    public void BackTo(int count)
    {
        for (int k = moves.Count - 1; k >= count; k--)
            State.Move(moves[k].Vm, problem.OriginA[moves[k].Vm], problem.OriginB[moves[k].Vm]);
        moves.RemoveRange(count, moves.Count - count);
    }

    /// <summary>What the place is worth to the machine, and how little it leaves over; smaller tightness is tighter.</summary>
    public (long Gain, int Loose) Worth(int vm, int a, int b) =>
        (problem.NodeHost[a] == State.HostOf(vm) ? State.Gain(vm, a, b) - State.GainOfLeaving(vm) : State.GainOfArriving(vm, a, b), Loose(vm, a, b));

    /// <summary>The place that gains most, or loses least, by its arrival; the tightest of several.</summary>
    /// <param name="vm">A machine that can leave.</param>
    /// <param name="elsewhere">Whether its own host is left out; otherwise only its own nodes are.</param>
    public (long Gain, VmMove Move)? BestPlace(int vm, bool elsewhere)
    {
        (long Gain, VmMove Move)? best = null;
        int loosest = int.MaxValue;
        long perfect = -LeastLoss(vm);
        (int ownA, int ownB, int host) = (State.NodeA[vm], State.NodeB[vm], State.HostOf(vm));
        foreach ((int a, int b) in Places.Of(ownB >= 0))
        {
            if (elsewhere ? problem.NodeHost[a] == host : a == ownA || a == ownB || (b >= 0 && (b == ownA || b == ownB)))
                continue;
            if (!CanGo(vm, a, b))
                continue;
            (long gain, int loose) = Worth(vm, a, b);
            if (best is null || gain > best.Value.Gain || (gain == best.Value.Gain && loose < loosest))
            {
                best = (gain, new VmMove(vm, a, b));
                loosest = loose;
                if (gain == perfect && loose == 0)
                    return best;
            }
        }

        return best;
    }

    /// <summary>How much the nodes could still take, once the machine is there, before they lose value.</summary>
    public int Loose(int vm, int a, int b) => tightness.After(State, vm, a) + (b < 0 ? 0 : tightness.After(State, vm, b));

    /// <summary>What the arrival of the machine costs in score wherever it goes.</summary>
    public long LeastLoss(int vm) => tightness.LeastLoss(problem.Cores[vm]) * (problem.OriginB[vm] < 0 ? 1 : 2) * ReschedulingProblem.Unit;

    /// <summary>What the nodes of a host have free beyond their value: its fragments.</summary>
    public int SlackOf(int host)
    {
        int sum = 0;
        for (int n = problem.NodeStart[host]; n < problem.NodeStart[host + 1]; n++)
            sum += tightness.Of(State, n);
        return sum;
    }

    /// <summary>The same for the nodes of a machine, once it has left them.</summary>
    public int SlackWithout(int vm)
    {
        (int a, int b) = (State.NodeA[vm], State.NodeB[vm]);
        return tightness.Of(State, a, problem.Cores[vm]) + (b < 0 ? 0 : tightness.Of(State, b, problem.Cores[vm]));
    }

    /// <summary>Moves machines off hosts in maintenance, largest first.</summary>
    public void Evacuate(Deadline deadline)
    {
        foreach (int vm in Enumerable.Range(0, problem.Vms).Where(v => problem.Maintenance[State.HostOf(v)] && problem.Movable[v]).OrderByDescending(v => problem.Cores[v]).ToArray())
        {
            if (deadline.IsExpired)
                return;
            if (CanLeave(vm) && BestPlace(vm, elsewhere: true) is { } best)
                Go(best.Move);
        }
    }

    public SearchOutcome Outcome(string name) => new(State) { Sequence = moves, Proof = $"{name} proves no bound" };
}
