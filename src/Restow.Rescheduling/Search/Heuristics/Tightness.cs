namespace Restow.Rescheduling.Search.Heuristics;

/// <summary>How many cores a node with so many free could give before its value sinks: 0 is a perfect fit.</summary>
internal sealed class Tightness
{
    private readonly ReschedulingProblem problem;
    private readonly Dictionary<long[], int[]> slack = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<int, long> leastLoss = [];

    public Tightness(ReschedulingProblem problem)
    {
        this.problem = problem;
        for (int n = 0; n < problem.Nodes; n++)
        {
            if (!slack.ContainsKey(problem.NodeValue[n]))
                slack[problem.NodeValue[n]] = SlackOf(problem.NodeValue[n]);
        }
    }

    /// <summary>The node's slack once the machine is there too.</summary>
    public int After(FleetState state, int vm, int node)
    {
        bool isOwn = node == state.NodeA[vm] || node == state.NodeB[vm];
        return slack[problem.NodeValue[node]][state.FreeCores[node] - (isOwn ? 0 : problem.Cores[vm])];
    }

    /// <summary>The node's slack now, or with some more cores free.</summary>
    public int Of(FleetState state, int node, int more = 0) => slack[problem.NodeValue[node]][state.FreeCores[node] + more];

    /// <summary>What the arrival of a machine with so many cores costs even the best of nodes.</summary>
    public long LeastLoss(int cores)
    {
        if (leastLoss.TryGetValue(cores, out long known))
            return known;
        long least = long.MaxValue;
        foreach (long[] table in slack.Keys)
        {
            for (int free = cores; free < table.Length; free++)
                least = Math.Min(least, table[free] - table[free - cores]);
        }

        return leastLoss[cores] = least == long.MaxValue ? 0 : least;
    }

    private static int[] SlackOf(long[] table)
    {
        var result = new int[table.Length];
        for (int free = 1; free < table.Length; free++)
            result[free] = table[free] == table[free - 1] ? result[free - 1] + 1 : 0;
        return result;
    }
}
