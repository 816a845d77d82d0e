namespace Restow.Packing.Search;

/// <summary>
/// The fullest few nodes with room for a replica of each group, remembered until the placement changes: chains ask for the same
/// replicas again and again.
/// </summary>
internal sealed class Vacancies
{
    private const int Most = 6;

    private readonly PackingProblem problem;
    private readonly SearchState state;
    private readonly FreeSpace space;
    private readonly Dictionary<int, int[]> known = [];

    public Vacancies(PackingProblem problem, SearchState state)
    {
        this.problem = problem;
        this.state = state;
        space = new FreeSpace(problem, state);
    }

    /// <summary>Forgets everything: the placement has changed for good.</summary>
    public void Clear() => known.Clear();

    /// <summary>The fullest node with room now for an item that is off the nodes, other than <paramref name="but"/>; -1 when none is known.</summary>
    public int For(int item, int but)
    {
        if (!known.TryGetValue(problem.Group[item], out int[]? nodes))
            known[problem.Group[item]] = nodes = Find(item);
        foreach (int node in nodes)
        {
            if (node != but && state.Fits(item, node))
                return node;
        }

        return -1;
    }

    private int[] Find(int item)
    {
        Span<int> nodes = stackalloc int[Most];
        Span<double> spaces = stackalloc double[Most];
        int count = 0;
        for (int n = 0; n < problem.NodeCount; n++)
        {
            if (!state.Fits(item, n))
                continue;
            double free = space.Of(n);
            if (count == Most && free >= spaces[Most - 1])
                continue;
            int at = count < Most ? count++ : Most - 1;
            for (; at > 0 && spaces[at - 1] > free; at--)
                (spaces[at], nodes[at]) = (spaces[at - 1], nodes[at - 1]);
            (spaces[at], nodes[at]) = (free, n);
        }

        return nodes[..count].ToArray();
    }
}
