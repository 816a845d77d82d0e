namespace Restow.Serving.Engine;

/// <summary>The blocks that a request (or a reservation) holds, in the order of its tokens.</summary>
public sealed class BlockTable
{
    private int[] ids = new int[16];

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>Their numbers in the instance's pool.</summary>
    public ReadOnlySpan<int> Ids => ids.AsSpan(0, Count);

    internal void Add(int id)
    {
        if (Count == ids.Length)
            Array.Resize(ref ids, Count * 2);
        ids[Count++] = id;
    }

    internal int RemoveLast() => ids[--Count];
}
