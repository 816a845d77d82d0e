namespace Restow.Packing.Search;

/// <summary>A set of items with constant-time changes and a position for each, so that some can be drawn at random.</summary>
internal sealed class UnplacedItems
{
    private readonly int[] items;
    private readonly int[] slot;

    /// <param name="count">How many items there are; none is in the set.</param>
    public UnplacedItems(int count)
    {
        items = new int[count];
        slot = new int[count];
        Array.Fill(slot, -1);
    }

    public int Count { get; private set; }

    public int this[int position] => items[position];

    public ReadOnlySpan<int> Items => items.AsSpan(0, Count);

    public bool Contains(int item) => slot[item] >= 0;

    public void Clear()
    {
        Count = 0;
        Array.Fill(slot, -1);
    }

    public void Add(int item)
    {
        slot[item] = Count;
        items[Count++] = item;
    }

    public void Remove(int item)
    {
        int hole = slot[item];
        int last = items[--Count];
        items[hole] = last;
        slot[last] = hole;
        slot[item] = -1;
    }
}
