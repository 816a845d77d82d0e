namespace Restow.Packing.Search;

/// <summary>Items taken off their nodes one after the other, so that all of it can be undone, or done once more.</summary>
/// <remarks>Between <see cref="Begin"/> and <see cref="Keep"/> or <c>Rollback(0)</c> nobody else may change the state.</remarks>
internal sealed class ItemChain
{
    private readonly PackingProblem problem;
    private readonly SearchState state;
    private readonly MoveCaps? caps;
    private readonly int[] items;
    private readonly int[] from;
    private readonly int[] best;
    private readonly int[] bestNode;
    private readonly bool[] held;
    private int bestLength;

    public ItemChain(PackingProblem problem, SearchState state)
    {
        this.problem = problem;
        this.state = state;
        caps = MoveCaps.For(problem);
        caps?.Load(state.Node);
        int count = problem.Pods.Length;
        items = new int[count];
        from = new int[count];
        best = new int[count];
        bestNode = new int[count];
        held = new bool[count];
    }

    /// <summary>How many items were taken: a mark to roll back to.</summary>
    public int Length { get; private set; }

    public bool Holds(int item) => held[item];

    /// <summary>The items taken after a mark, in that order.</summary>
    public ReadOnlySpan<int> Since(int mark) => items.AsSpan(mark, Length - mark);

    /// <summary>An empty chain, and no chain remembered.</summary>
    public void Begin()
    {
        Length = 0;
        bestLength = 0;
    }

    public void Take(int item)
    {
        items[Length] = item;
        from[Length++] = state.Node[item];
        held[item] = true;
        if (state.Node[item] >= 0)
            state.Remove(item);
    }

    /// <summary>Leaves out an item that is back where it was.</summary>
    public void Forget(int item)
    {
        int at = Array.IndexOf(items, item, 0, Length);
        for (int k = at; k < Length - 1; k++)
            (items[k], from[k]) = (items[k + 1], from[k + 1]);
        Length--;
        held[item] = false;
    }

    /// <summary>Every item taken after the mark goes back to where it was.</summary>
    public void Rollback(int mark)
    {
        for (int k = mark; k < Length; k++)
        {
            if (state.Node[items[k]] >= 0)
                state.Remove(items[k]);
        }

        for (int k = mark; k < Length; k++)
        {
            if (from[k] >= 0)
                state.Insert(items[k], from[k]);
            held[items[k]] = false;
        }

        Length = mark;
    }

    /// <summary>Whether the limits on moves and the rules between pods hold as the items are now.</summary>
    public bool IsLawful()
    {
        if (caps is not null && !caps.Allow(items, from, state.Node, Length))
            return false;
        for (int k = 0; k < Length && problem.HasDynamicRules; k++)
        {
            if (!state.StillHolds(items[k]))
                return false;
        }

        return true;
    }

    /// <summary>Notes the chain as it is now, instead of the one noted before.</summary>
    public void Remember()
    {
        items.AsSpan(0, Length).CopyTo(best);
        for (int k = 0; k < Length; k++)
            bestNode[k] = state.Node[items[k]];
        bestLength = Length;
    }

    /// <summary>Does the chain that was noted once more, from the state in which it was found.</summary>
    /// <returns>Whether there was one and it still fits; if not, the state is as before.</returns>
    public bool Repeat()
    {
        for (int k = 0; k < bestLength; k++)
            Take(best[k]);
        for (int k = 0; k < bestLength; k++)
        {
            if (bestNode[k] < 0)
                continue;
            if (!state.Fits(best[k], bestNode[k]))
            {
                Rollback(0);
                return false;
            }

            state.Insert(best[k], bestNode[k]);
        }

        return bestLength > 0;
    }

    /// <summary>The items stay where they are now.</summary>
    public void Keep()
    {
        caps?.Commit(items, from, state.Node, Length);
        for (int k = 0; k < Length; k++)
            held[items[k]] = false;
        Length = 0;
    }
}
