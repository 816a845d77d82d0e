namespace Restow.Packing.Search;

/// <summary>Well-filled contents of nodes that a search came across: the columns that column generation starts from.</summary>
internal sealed class PatternPool(PackingProblem problem, int limit = 1500, double threshold = 0.97)
{
    private readonly HashSet<ulong> seen = [];
    private readonly List<(int Node, int[] Items)> patterns = [];
    private readonly Lock gate = new();

    /// <summary>The contents recorded so far, each with the node it was seen on.</summary>
    public IReadOnlyList<(int Node, int[] Items)> Snapshot()
    {
        lock (gate)
            return [.. patterns];
    }

    /// <summary>Records what is on a node when it is nearly full in its two first resources.</summary>
    public void Record(SearchState state, int node)
    {
        if (patterns.Count >= limit || state.First(node) < 0)
            return;
        int width = Math.Min(2, problem.Width);
        double fill = 0;
        for (int r = 0; r < width; r++)
        {
            long capacity = problem.Capacity[(node * problem.Width) + r];
            if (capacity <= 0)
                return;
            fill += 1 - ((double)state.Free[(node * problem.Width) + r] / capacity);
        }

        if (fill < threshold * width)
            return;
        ulong hash = 0;
        for (int i = state.First(node); i >= 0; i = state.Next(i))
        {
            ulong h = ((ulong)(uint)problem.Type[i] + 1) * 0x9E3779B97F4A7C15UL;
            hash += h ^ (h >> 29);
        }

        lock (gate)
        {
            if (!seen.Add(hash))
                return;
            var items = new List<int>();
            for (int i = state.First(node); i >= 0; i = state.Next(i))
                items.Add(i);
            patterns.Add((node, [.. items]));
        }
    }
}
