namespace Restow.Rescheduling.Search.Annealing;

/// <summary>The best placement of all threads of a search.</summary>
internal sealed class SharedBest(Standing start, int capacity, IProgress<ReschedulingProgress>? progress)
{
    private readonly Lock gate = new();
    private readonly Standing best = Copy(start, capacity);

    /// <summary>Offers a placement.</summary>
    public void Offer(Standing other, bool countMovesFirst)
    {
        lock (gate)
        {
            if (!best.IsBeatenBy(other.Left, other.Value, other.Broken, other.Displaced, countMovesFirst))
                return;
            best.Set(other);
            progress?.Report(new ReschedulingProgress("annealing", other.Value, null));
        }
    }

    /// <summary>The best so far, the caller's to keep.</summary>
    public Standing Take()
    {
        lock (gate)
            return Copy(best, capacity);
    }

    private static Standing Copy(Standing other, int capacity)
    {
        var copy = new Standing(capacity);
        copy.Set(other);
        return copy;
    }
}
