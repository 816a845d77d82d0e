namespace Restow.Packing.Search;

/// <summary>The best placement known, shared by the threads of a search, and what is proven about each tier.</summary>
internal sealed class Incumbent
{
    private readonly Lock gate = new();
    private readonly int[] nodes;
    private readonly int[] placed;
    private readonly int[] bounds;
    private readonly int[] sizes;
    private int version;

    public Incumbent(SearchState start, int[] tierSizes)
    {
        nodes = [.. start.Node];
        placed = [.. start.Placed];
        bounds = [.. tierSizes];
        sizes = [.. tierSizes];
    }

    /// <summary>Grows with every improvement.</summary>
    public int Version => Volatile.Read(ref version);

    /// <summary>Whether every tier's count equals its bound: nothing places more.</summary>
    public bool IsProven
    {
        get
        {
            lock (gate)
                return placed.AsSpan().SequenceEqual(bounds);
        }
    }

    /// <summary>Takes a placement that places more.</summary>
    /// <returns>Whether it did.</returns>
    public bool Offer(SearchState state)
    {
        lock (gate)
        {
            if (TierOrder.Compare(state.Placed, placed) <= 0)
                return false;
            // A bound holds while no tier above it places fewer than when it was proven.
            bool fewerAbove = false;
            for (int t = 0; t < placed.Length; t++)
            {
                if (fewerAbove)
                    bounds[t] = sizes[t];
                fewerAbove |= state.Placed[t] < placed[t];
            }

            state.Node.CopyTo(nodes, 0);
            state.Placed.CopyTo(placed, 0);
            Interlocked.Increment(ref version);
            return true;
        }
    }

    /// <summary>Copies of the placement and its counts by tier.</summary>
    public (int[] Nodes, int[] Placed, int Version) Read()
    {
        lock (gate)
            return ([.. nodes], [.. placed], version);
    }

    /// <summary>The bounds by tier. A tier's bound holds given that all tiers above it place what the incumbent places.</summary>
    public int[] Bounds()
    {
        lock (gate)
            return [.. bounds];
    }

    /// <summary>
    /// Records that no placement with <paramref name="above"/> placed in the tiers above puts more than <paramref name="bound"/>
    /// into <paramref name="tier"/>. Ignored when the incumbent's tiers above have changed since.
    /// </summary>
    public void Prove(int tier, int bound, ReadOnlySpan<int> above)
    {
        lock (gate)
        {
            if (above[..tier].SequenceEqual(placed.AsSpan(0, tier)) && bound < bounds[tier])
                bounds[tier] = bound;
        }
    }
}
