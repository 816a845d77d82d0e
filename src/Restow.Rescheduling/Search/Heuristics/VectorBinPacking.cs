using Restow.Core;

namespace Restow.Rescheduling.Search.Heuristics;

/// <summary>
/// alpha-VBPP: vector bin packing under a limit on migrations, a yardstick of the VM2RL paper. In rounds, release <see cref="Alpha"/> machines of the most
/// fragmented hosts, each the one whose release leaves least behind; then put them back, largest first, by vector best fit over cores and memory.
/// </summary>
/// <remarks>
/// A round that does not gain is taken back, and the next one passes over its hosts. The machines of a round leave one after another, not together, so
/// that every migration fits; a place that would lose value is not taken. With one machine of a host in a round, a slot for which two machines must leave is found only where two rounds
/// each gain: on small fleets it may find nothing where other methods do.
/// </remarks>
internal sealed class VectorBinPacking : IReschedulingMethod
{
    private const int Alpha = 10;

    public SearchOutcome Search(ReschedulingProblem problem, Deadline deadline, IProgress<ReschedulingProgress>? progress)
    {
        var steps = new Steps(problem);
        steps.Evacuate(deadline);
        var passed = new bool[problem.Hosts];
        while (!steps.IsOver(deadline))
        {
            (int before, long score) = (steps.Moves.Count, steps.State.Score);
            int[] released = Release(problem, steps, passed);
            if (released.Length == 0)
                break;
            foreach (int vm in released.OrderByDescending(v => problem.Cores[v]))
            {
                if (!steps.IsOver(deadline) && steps.CanLeave(vm) && BestFit(problem, steps, vm) is { } move)
                    steps.Go(move);
            }

            if (steps.State.Score > score)
            {
                progress?.Report(new ReschedulingProgress("bin packing", steps.State.Value, null));
                continue;
            }

            steps.BackTo(before);
            foreach (int vm in released)
                passed[problem.NodeHost[problem.OriginA[vm]]] = true;
        }

        SearchOutcome outcome = steps.Outcome("bin packing");
        return steps.Moves.Count > 0 ? outcome : outcome with { Proof = $"bin packing releases one machine of each of {Alpha} hosts at a time: no such round gained, and slots that need two machines of a host are beyond it" };
    }

    /// <summary>One machine of each of the most fragmented hosts: the one whose release, by itself, leaves the least slack on its nodes.</summary>
    private static int[] Release(ReschedulingProblem problem, Steps steps, bool[] passed)
    {
        var candidates = new List<(int Vm, int Fragments)>();
        for (int h = 0; h < problem.Hosts; h++)
        {
            if (passed[h] || problem.Maintenance[h])
                continue;
            (int best, (long Gain, int Slack) worth) = (-1, (long.MinValue, 0));
            for (int v = steps.State.FirstOn(h); v >= 0; v = steps.State.NextOn(v))
            {
                if (!steps.CanLeave(v))
                    continue;
                (long Gain, int Slack) mine = (steps.State.GainOfLeaving(v) - steps.LeastLoss(v), -steps.SlackWithout(v));
                if (best < 0 || mine.CompareTo(worth) > 0)
                    (best, worth) = (v, mine);
            }

            if (best >= 0)
                candidates.Add((best, steps.SlackOf(h)));
        }

        return [.. candidates.OrderByDescending(c => c.Fragments).Take(Math.Min(Alpha, steps.Remaining)).Select(c => c.Vm)];
    }

    /// <summary>The place that leaves the shortest vector of free cores and memory, in shares of its nodes; another than its own.</summary>
    private static VmMove? BestFit(ReschedulingProblem problem, Steps steps, int vm)
    {
        (double least, VmMove? best) = (double.PositiveInfinity, null);
        foreach ((int a, int b) in steps.Places.Of(problem.OriginB[vm] >= 0))
        {
            if (!steps.CanGo(vm, a, b) || steps.Worth(vm, a, b).Gain < 0)
                continue;
            double left = Left(a) + (b < 0 ? 0 : Left(b));
            if (left < least)
                (least, best) = (left, new VmMove(vm, a, b));
        }

        return best;

        double Left(int node)
        {
            bool isOwn = node == steps.State.NodeA[vm] || node == steps.State.NodeB[vm];
            double cores = (double)(steps.State.FreeCores[node] - (isOwn ? 0 : problem.Cores[vm])) / Math.Max(1, problem.NodeCores[node]);
            double memory = (double)(steps.State.FreeMemory[node] - (isOwn ? 0 : problem.Memory[vm])) / Math.Max(1, problem.NodeMemory[node]);
            return (cores * cores) + (memory * memory);
        }
    }
}
