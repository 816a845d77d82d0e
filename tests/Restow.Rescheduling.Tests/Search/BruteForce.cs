using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Tests.Search;

/// <summary>Every placement of a tiny fleet within its limits.</summary>
internal static class BruteForce
{
    /// <summary>The fewest machines left in maintenance, and the highest value with so few.</summary>
    public static (int Left, long Value) Best(ReschedulingProblem problem)
    {
        int[] a = (int[])problem.OriginA.Clone();
        int[] b = (int[])problem.OriginB.Clone();
        (int Left, long Value) best = (int.MaxValue, 0);
        Visit(0, 0, 0);
        return best;

        void Visit(int vm, int displaced, long megabytes)
        {
            if (vm == problem.Vms)
            {
                if (!Holds(problem, a, b))
                    return;
                FleetState state = FleetState.At(problem, a, b);
                if (state.LeftToEvacuate < best.Left || (state.LeftToEvacuate == best.Left && state.Value > best.Value))
                    best = (state.LeftToEvacuate, state.Value);
                return;
            }

            Visit(vm + 1, displaced, megabytes);
            if (!problem.Movable[vm] || displaced == problem.MaxMigrations || megabytes + problem.MigratedMb[vm] > problem.MaxMigratedMb)
                return;
            foreach ((int x, int y) in Places(problem, vm))
            {
                (a[vm], b[vm]) = (x, y);
                Visit(vm + 1, displaced + 1, megabytes + problem.MigratedMb[vm]);
            }

            (a[vm], b[vm]) = (problem.OriginA[vm], problem.OriginB[vm]);
        }
    }

    private static IEnumerable<(int, int)> Places(ReschedulingProblem problem, int vm)
    {
        for (int x = 0; x < problem.Nodes; x++)
        {
            int host = problem.NodeHost[x];
            bool isHome = host == problem.NodeHost[problem.OriginA[vm]];
            if (!isHome && (problem.Maintenance[host] || problem.Pins[vm]?.Contains(host) == false))
                continue;
            if (problem.OriginB[vm] < 0)
            {
                if (x != problem.OriginA[vm])
                    yield return (x, -1);
                continue;
            }

            for (int y = x + 1; y < problem.NodeStart[host + 1]; y++)
            {
                if ((x, y) != (problem.OriginA[vm], problem.OriginB[vm]))
                    yield return (x, y);
            }
        }
    }

    private static bool Holds(ReschedulingProblem problem, int[] a, int[] b)
    {
        int[] cores = (int[])problem.NodeCores.Clone();
        int[] memory = (int[])problem.NodeMemory.Clone();
        for (int v = 0; v < problem.Vms; v++)
        {
            foreach (int node in b[v] < 0 ? [a[v]] : new[] { a[v], b[v] })
            {
                if ((cores[node] -= problem.Cores[v]) < 0 || (memory[node] -= problem.Memory[v]) < 0)
                    return false;
            }
        }

        int HostOf(int vm) => problem.NodeHost[a[vm]];
        for (int v = 0; v < problem.Vms; v++)
        {
            if (HostOf(v) == problem.NodeHost[problem.OriginA[v]])
                continue;
            foreach (PlacementRule rule in problem.Rules.Of[v].Select(r => problem.Rules.Rules[r]).Where(r => r.IsHard && r.Vms.Count > 1))
            {
                if (rule.Vms.Any(w => w != v && HostOf(w) == HostOf(v)) == (rule.Kind == RuleKind.AntiAffinity))
                    return false;
            }
        }

        return true;
    }
}
