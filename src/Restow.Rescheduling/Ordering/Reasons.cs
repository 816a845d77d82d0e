using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Ordering;

/// <summary>Says of each migration what it is for.</summary>
internal static class Reasons
{
    public static List<PlanStep<Migration>> Explain(ReschedulingProblem problem, OrderedMigrations order)
    {
        var state = new FleetState(problem);
        var steps = new List<PlanStep<Migration>>();
        var later = new Queue<VmMove>(order.Waves.SelectMany(w => w));
        for (int w = 0; w < order.Waves.Count; w++)
        {
            foreach (VmMove move in order.Waves[w])
            {
                later.Dequeue();
                string reason = Reason(state, move, later);
                VmPlacement from = Place(problem, state.NodeA[move.Vm], state.NodeB[move.Vm]);
                state.Move(move.Vm, move.NodeA, move.NodeB);
                steps.Add(new PlanStep<Migration>(w + 1, new Migration(move.Vm, from, Place(problem, move.NodeA, move.NodeB), reason)));
            }
        }

        return steps;
    }

    private static string Reason(FleetState state, VmMove move, IEnumerable<VmMove> later)
    {
        ReschedulingProblem problem = state.Problem;
        int from = state.HostOf(move.Vm);
        string source = problem.Fleet.Hosts[from].Id;
        if (problem.Maintenance[from])
            return $"empties {source}, which is in maintenance";
        if (later.Any(m => m.Vm == move.Vm))
            return "waits here so that another machine can move";
        long gain = state.Gain(move.Vm, move.NodeA, move.NodeB);
        if (gain >= ReschedulingProblem.Unit)
            return Gains(gain / ReschedulingProblem.Unit, problem.Objective.Unit);
        foreach (VmMove next in later)
        {
            bool takesItsPlace = next.NodeA == state.NodeA[move.Vm] || next.NodeA == state.NodeB[move.Vm] || (next.NodeB >= 0 && (next.NodeB == state.NodeA[move.Vm] || next.NodeB == state.NodeB[move.Vm]));
            if (takesItsPlace)
                return $"makes room for {problem.Fleet.Vms[next.Vm].Id}";
        }

        return later.Any(m => state.HostOf(m.Vm) == from) ? $"prepares {source} for a later gain" : "keeps soft rules or balances";
    }

    private static string Gains(long count, string unit)
    {
        string counted = count == 1
            ? unit.Replace("slots", "slot", StringComparison.Ordinal).Replace("hosts", "host", StringComparison.Ordinal).Replace("points", "point", StringComparison.Ordinal)
            : unit;
        return $"gains {count} {counted}";
    }

    private static VmPlacement Place(ReschedulingProblem problem, int a, int b)
    {
        int host = problem.NodeHost[a];
        int start = problem.NodeStart[host];
        return new VmPlacement(host, a - start, b < 0 ? -1 : b - start);
    }
}
