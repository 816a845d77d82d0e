namespace Restow.Packing.Search;

/// <summary>The objective's second part: what happens to running pods, weighted (stay 0, move 1, evict 2 by default).</summary>
internal sealed class DisruptionCost(PackingProblem problem)
{
    private readonly int move = problem.Options.MoveWeight;
    private readonly int evict = problem.Options.EvictWeight;

    /// <summary>The cost of one item on a node (-1 for pending). Pending items that land cost nothing.</summary>
    public int Of(int item, int node)
    {
        int origin = problem.Origin[item];
        return origin < 0 || node == origin ? 0 : node < 0 ? evict : move;
    }

    /// <summary>The cost of the first items of a list; <paramref name="nodes"/> is indexed as the list when shorter than all items, else by item.</summary>
    public int Of(ReadOnlySpan<int> items, ReadOnlySpan<int> nodes, int count, bool byItem)
    {
        int sum = 0;
        for (int k = 0; k < count; k++)
            sum += Of(items[k], nodes[byItem ? items[k] : k]);
        return sum;
    }

    /// <summary>The cost of a whole placement.</summary>
    public int Total(ReadOnlySpan<int> nodes)
    {
        int sum = 0;
        for (int i = 0; i < nodes.Length; i++)
            sum += Of(i, nodes[i]);
        return sum;
    }

    /// <summary>Running pods that do not stay.</summary>
    public int Disturbed(ReadOnlySpan<int> nodes)
    {
        int sum = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            if (problem.Origin[i] >= 0 && nodes[i] != problem.Origin[i])
                sum++;
        }

        return sum;
    }
}
