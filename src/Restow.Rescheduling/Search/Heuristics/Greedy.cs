using Restow.Core;
using Restow.Rescheduling.Objectives;

namespace Restow.Rescheduling.Search.Heuristics;

/// <summary>
/// The heuristic HA that the VM2RL paper compares with: again and again, of the machines of at most 16 cores take the one whose release removes most
/// fragment cores, send it to the other host where it removes most, and stop when the two together gain nothing.
/// </summary>
/// <remarks>
/// A release changes fragment cores by its own cores less what the value gained is worth in cores, so the same rule serves every objective.
/// As in the published code only the best release is tried. Beyond it: memory, pins and rules are kept, hosts in maintenance are emptied first, and a
/// machine moves at most once.
/// </remarks>
internal sealed class Greedy : IReschedulingMethod
{
    private const int MostCores = 16;

    public SearchOutcome Search(ReschedulingProblem problem, Deadline deadline, IProgress<ReschedulingProgress>? progress)
    {
        var steps = new Steps(problem);
        steps.Evacuate(deadline);
        double coresPerUnit = CoresPerUnit(problem);
        while (!steps.IsOver(deadline))
        {
            int vm = BestRelease(problem, steps, coresPerUnit);
            if (vm < 0 || steps.BestPlace(vm, elsewhere: true) is not { } best || steps.State.Gain(vm, best.Move.NodeA, best.Move.NodeB) <= 0)
                break;
            steps.Go(best.Move);
            progress?.Report(new ReschedulingProgress("greedy", steps.State.Value, null));
        }

        return steps.Outcome("greedy search");
    }

    private static int BestRelease(ReschedulingProblem problem, Steps steps, double coresPerUnit)
    {
        (double best, int vm) = (double.NegativeInfinity, -1);
        for (int v = 0; v < problem.Vms; v++)
        {
            int cores = problem.Cores[v] * (problem.OriginB[v] < 0 ? 1 : 2);
            if (cores > MostCores || !steps.CanLeave(v))
                continue;
            double removed = ((double)steps.State.GainOfLeaving(v) / ReschedulingProblem.Unit * coresPerUnit) - cores;
            if (removed > best)
                (best, vm) = (removed, v);
        }

        return vm;
    }

    // What one unit of the objective is worth in cores: the size of its first chunk, else the size of a host.
    private static double CoresPerUnit(ReschedulingProblem problem) => problem.Objective switch
    {
        Fragments fragments => (double)fragments.Chunks[0].Cores / fragments.Chunks[0].Weight,
        MemoryFragments both => (double)both.Cores / Math.Max(1, both.CoreWeight),
        _ => (double)problem.NodeCores.Sum(c => (long)c) / Math.Max(1, problem.Hosts),
    };
}
