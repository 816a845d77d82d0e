namespace Restow.Rescheduling.Search.Annealing;

/// <summary>The displaced machines of a placement, and how good it is.</summary>
internal sealed class Standing(int capacity)
{
    private readonly VmMove[] moves = new VmMove[capacity];

    /// <summary>Machines left on hosts in maintenance.</summary>
    public int Left { get; private set; } = int.MaxValue;

    /// <summary>The objective's value, up to the goal.</summary>
    public long Value { get; private set; } = long.MinValue;

    /// <summary>Soft wishes broken.</summary>
    public long Broken { get; private set; } = long.MaxValue;

    public int Displaced { get; private set; }

    public ReadOnlySpan<VmMove> Moves => moves.AsSpan(0, Displaced);

    /// <summary>Whether a placement is better: fewer machines left in maintenance, more value, and then, with a goal that is met, fewer moves before fewer broken wishes.</summary>
    public bool IsBeatenBy(int left, long value, long broken, int displaced, bool countMovesFirst)
    {
        if (left != Left)
            return left < Left;
        if (value != Value)
            return value > Value;
        return countMovesFirst
            ? displaced < Displaced || (displaced == Displaced && broken < Broken)
            : broken < Broken || (broken == Broken && displaced < Displaced);
    }

    /// <summary>Takes a placement over.</summary>
    public void Set(int left, long value, long broken, ReadOnlySpan<int> displaced, WalkVm[] vms)
    {
        (Left, Value, Broken, Displaced) = (left, value, broken, displaced.Length);
        for (int k = 0; k < displaced.Length; k++)
            moves[k] = new VmMove(displaced[k], vms[displaced[k]].A, vms[displaced[k]].B);
    }

    public void Set(Standing other)
    {
        (Left, Value, Broken, Displaced) = (other.Left, other.Value, other.Broken, other.Displaced);
        other.Moves.CopyTo(moves);
    }
}
