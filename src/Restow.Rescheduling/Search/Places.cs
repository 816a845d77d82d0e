namespace Restow.Rescheduling.Search;

/// <summary>Where a machine of each width can stand: every node, or every pair of nodes, of every host that is not in maintenance.</summary>
internal sealed class Places
{
    public Places(ReschedulingProblem problem)
    {
        var pairs = new List<(int, int)>();
        var singles = new List<(int, int)>();
        for (int h = 0; h < problem.Hosts; h++)
        {
            for (int a = problem.NodeStart[h]; a < problem.NodeStart[h + 1] && !problem.Maintenance[h]; a++)
            {
                singles.Add((a, -1));
                for (int b = a + 1; b < problem.NodeStart[h + 1]; b++)
                    pairs.Add((a, b));
            }
        }

        (Singles, Pairs) = ([.. singles], [.. pairs]);
    }

    /// <summary>Nodes; the second is -1.</summary>
    public (int A, int B)[] Singles { get; }

    /// <summary>Pairs of nodes of one host, the lower one first.</summary>
    public (int A, int B)[] Pairs { get; }

    public (int A, int B)[] Of(bool isDouble) => isDouble ? Pairs : Singles;
}
