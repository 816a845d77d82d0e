namespace Restow.Rescheduling.Search.Patterns;

/// <summary>What may lie on a node: machines of one size on one node, then halves of machines of one size on two.</summary>
/// <remarks>
/// Machines of one size count as alike, whatever rules and pins tell them apart: the bound that follows holds for the real fleet too. Memory is in units, which
/// <see cref="MemoryScale"/> chooses, rounded down: again a bound holds.
/// </remarks>
internal sealed class MachineKinds
{
    private readonly Dictionary<(int, int, bool), int> index = [];

    public MachineKinds(ReschedulingProblem problem)
    {
        Scale = new MemoryScale(problem);
        var members = new List<List<int>>();
        Of = new int[problem.Vms];
        foreach (bool isDouble in (bool[])[false, true])
        {
            for (int v = 0; v < problem.Vms; v++)
            {
                if (!problem.Movable[v])
                    Of[v] = -1;
                if (!problem.Movable[v] || problem.OriginB[v] >= 0 != isDouble)
                    continue;
                var key = (problem.Cores[v], problem.Memory[v], isDouble);
                if (!index.TryGetValue(key, out int kind))
                {
                    index[key] = kind = members.Count;
                    members.Add([]);
                }

                members[kind].Add(v);
                Of[v] = kind;
            }

            if (!isDouble)
                Singles = members.Count;
        }

        Members = [.. members.Select(m => m.ToArray())];
        Cores = [.. Members.Select(m => problem.Cores[m[0]])];
        Memory = [.. Members.Select(m => Scale.Down(problem.Memory[m[0]]))];
        MigratedMb = [.. Members.Select(m => m.Min(v => problem.MigratedMb[v]))];
    }

    public MemoryScale Scale { get; }

    /// <summary>How many kinds there are.</summary>
    public int Count => Members.Length;

    /// <summary>Kinds on one node; the kinds from here on take two.</summary>
    public int Singles { get; private set; }

    public int[][] Members { get; }

    /// <summary>Kind of each machine; -1 for one that may not move.</summary>
    public int[] Of { get; }

    /// <summary>Cores on each node.</summary>
    public int[] Cores { get; }

    /// <summary>Memory units on each node.</summary>
    public int[] Memory { get; }

    /// <summary>Least MB that migrating one copies.</summary>
    public long[] MigratedMb { get; }
}
