using Restow.Core;

namespace Restow.Rescheduling.Search.Heuristics;

/// <summary>Again and again the single migration that gains most, the tightest of several; stops when none gains. A yardstick for experiments.</summary>
/// <remarks>
/// Leaving and arriving are priced apart: a machine without pins and rules may go wherever one of its size may, so each size is priced once for each
/// place and only the best two hosts are kept. A machine whose departure cannot beat the best move so far is passed over.
/// </remarks>
internal sealed class OneMoveGreedy : IReschedulingMethod
{
    public SearchOutcome Search(ReschedulingProblem problem, Deadline deadline, IProgress<ReschedulingProgress>? progress)
    {
        var steps = new Steps(problem);
        steps.Evacuate(deadline);
        while (!steps.IsOver(deadline) && Best(problem, steps, deadline) is { } move)
        {
            steps.Go(move);
            progress?.Report(new ReschedulingProgress("one move", steps.State.Value, null));
        }

        return steps.Outcome("greedy search");
    }

    private static VmMove? Best(ReschedulingProblem problem, Steps steps, Deadline deadline)
    {
        var best = new Candidate(0, int.MaxValue, default);
        var sizes = new Dictionary<(int, int, bool), (Candidate First, Candidate Second)>();
        for (int v = 0; v < problem.Vms && !deadline.IsExpired; v++)
        {
            if (!steps.CanLeave(v))
                continue;
            // No place costs less than the least loss; each soft rule weighs 1.
            long most = steps.State.GainOfLeaving(v) - steps.LeastLoss(v) + problem.Rules.Of[v].Length;
            if (most <= 0 || most < best.Gain || (most == best.Gain && best.Loose == 0))
                continue;
            bool isDouble = problem.OriginB[v] >= 0;
            bool isSpecial = problem.Pins[v] is not null || problem.Rules.Of[v].Length > 0;
            int host = steps.State.HostOf(v);
            foreach ((int a, int b) in isSpecial ? steps.Places.Of(isDouble) : OwnPlaces(problem, host, isDouble))
            {
                if (steps.CanGo(v, a, b))
                    best = best.Or(new Candidate(steps.State.Gain(v, a, b), steps.Loose(v, a, b), new VmMove(v, a, b)));
            }

            if (isSpecial)
                continue;
            if (!sizes.TryGetValue((problem.Cores[v], problem.Memory[v], isDouble), out (Candidate First, Candidate Second) size))
                sizes[(problem.Cores[v], problem.Memory[v], isDouble)] = size = BestHosts(problem, steps, v, isDouble);
            Candidate to = size.First.Loose < int.MaxValue && problem.NodeHost[size.First.Move.NodeA] == host ? size.Second : size.First;
            if (to.Loose < int.MaxValue)
                best = best.Or(to with { Gain = to.Gain + steps.State.GainOfLeaving(v), Move = to.Move with { Vm = v } });
        }

        return best.Gain > 0 ? best.Move : null;
    }

    private static IEnumerable<(int A, int B)> OwnPlaces(ReschedulingProblem problem, int host, bool isDouble)
    {
        for (int a = problem.NodeStart[host]; a < problem.NodeStart[host + 1] && !problem.Maintenance[host]; a++)
        {
            if (!isDouble)
                yield return (a, -1);
            for (int b = a + 1; isDouble && b < problem.NodeStart[host + 1]; b++)
                yield return (a, b);
        }
    }

    private static (Candidate First, Candidate Second) BestHosts(ReschedulingProblem problem, Steps steps, int vm, bool isDouble)
    {
        (Candidate first, Candidate second) = (Candidate.None, Candidate.None);
        ReadOnlySpan<int> cores = steps.State.FreeCores;
        ReadOnlySpan<int> memory = steps.State.FreeMemory;
        foreach ((int a, int b) in steps.Places.Of(isDouble))
        {
            if (!HasRoom(a) || (b >= 0 && !HasRoom(b)))
                continue;
            (long gain, int loose) = (steps.State.GainOfArriving(vm, a, b), steps.Loose(vm, a, b));
            var here = new Candidate(gain, loose, new VmMove(vm, a, b));
            bool isSameHost = first.Loose < int.MaxValue && problem.NodeHost[first.Move.NodeA] == problem.NodeHost[a];
            if (here.IsBetterThan(first))
                (first, second) = (here, isSameHost ? second : first);
            else if (!isSameHost)
                second = second.Or(here);
        }

        return (first, second);

        bool HasRoom(int node) => steps.State.FreeCores[node] >= problem.Cores[vm] && steps.State.FreeMemory[node] >= problem.Memory[vm];
    }

    private readonly record struct Candidate(long Gain, int Loose, VmMove Move)
    {
        public static Candidate None { get; } = new(long.MinValue, int.MaxValue, default);

        public bool IsBetterThan(Candidate other) => Gain > other.Gain || (Gain == other.Gain && Loose < other.Loose);

        public Candidate Or(Candidate other) => other.IsBetterThan(this) ? other : this;
    }
}
