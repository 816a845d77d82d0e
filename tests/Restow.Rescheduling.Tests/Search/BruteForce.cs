using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Tests.Search;

/// <summary>The best score, and the fewest moves for a value, over every placement within the limits. For a handful of machines and no rules.</summary>
internal static class BruteForce
{
    public static long BestScore(ReschedulingProblem problem) => All(problem).Max(s => s.Score);

    public static int? FewestMovesTo(ReschedulingProblem problem, long goal) => All(problem).Where(s => s.Value >= goal && s.LeftToEvacuate == 0).Min(s => (int?)s.Displaced);

    private static List<(long Score, long Value, int LeftToEvacuate, int Displaced)> All(ReschedulingProblem problem)
    {
        var places = new Places(problem);
        var found = new List<(long Score, long Value, int LeftToEvacuate, int Displaced)>();
        Extend(0, []);
        return found;

        void Extend(int vm, List<VmMove> moves)
        {
            if (vm == problem.Vms)
            {
                if (HasRoom(problem, moves) && moves.Sum(m => problem.MigratedMb[m.Vm]) <= problem.MaxMigratedMb)
                {
                    var state = new FleetState(problem, moves.ToArray());
                    found.Add((state.Score, state.Value, state.LeftToEvacuate, state.Displaced));
                }

                return;
            }

            Extend(vm + 1, moves);
            if (!problem.Movable[vm] || moves.Count == problem.MaxMigrations)
                return;
            foreach ((int a, int b) in places.Of(problem.OriginB[vm] >= 0))
            {
                bool isHome = a == problem.OriginA[vm] && b == problem.OriginB[vm];
                int host = problem.NodeHost[a];
                if (!isHome && (host == problem.NodeHost[problem.OriginA[vm]] || problem.Pins[vm]?.Contains(host) != false))
                    Extend(vm + 1, [.. moves, new VmMove(vm, a, b)]);
            }
        }
    }

    private static bool HasRoom(ReschedulingProblem problem, List<VmMove> moves)
    {
        int[] cores = (int[])problem.NodeCores.Clone();
        int[] memory = (int[])problem.NodeMemory.Clone();
        for (int v = 0; v < problem.Vms; v++)
        {
            int k = moves.FindIndex(m => m.Vm == v);
            (int a, int b) = k < 0 ? (problem.OriginA[v], problem.OriginB[v]) : (moves[k].NodeA, moves[k].NodeB);
            foreach (int n in b < 0 ? [a] : new[] { a, b })
            {
                cores[n] -= problem.Cores[v];
                memory[n] -= problem.Memory[v];
            }
        }

        return cores.All(c => c >= 0) && memory.All(m => m >= 0);
    }
}
