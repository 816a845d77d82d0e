namespace Restow.Rescheduling.Search.Heuristics;

/// <summary>What the best place anywhere is worth to a machine of each size, until something moves: it rules out most release sets without trying them.</summary>
internal sealed class BestArrivals(ReschedulingProblem problem, Steps steps)
{
    private readonly Dictionary<(int Cores, int Memory, bool IsDouble), long?> best = [];

    /// <summary>Something moved.</summary>
    public void Forget() => best.Clear();

    /// <summary>Whether the machines of a set gain more by leaving than the best places cost, each by itself; <c>false</c> when one has no place.</summary>
    public bool MayPay(ReleaseSet set)
    {
        long gain = steps.State.GainOfLeaving(set.Vms);
        foreach (int vm in set.Vms)
        {
            if (Of(vm) is not { } arrival)
                return false;
            gain += arrival;
        }

        return gain > 0;
    }

    private long? Of(int vm)
    {
        (int, int, bool) size = (problem.Cores[vm], problem.Memory[vm], problem.OriginB[vm] >= 0);
        if (best.TryGetValue(size, out long? known))
            return known;
        long? most = null;
        long perfect = -steps.LeastLoss(vm);
        foreach ((int a, int b) in steps.Places.Of(size.Item3))
        {
            if (HasRoom(vm, a) && (b < 0 || HasRoom(vm, b)) && steps.State.GainOfArriving(vm, a, b) is var gain && !(gain <= most))
                most = gain;
            if (most == perfect)
                break;
        }

        return best[size] = most;
    }

    // A place that the machine holds itself has room for it.
    private bool HasRoom(int vm, int node) => steps.State.FreeCores[node] >= problem.Cores[vm] && steps.State.FreeMemory[node] >= problem.Memory[vm];
}
