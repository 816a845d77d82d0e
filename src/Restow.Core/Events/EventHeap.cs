using System.Runtime.InteropServices;

namespace Restow.Core.Events;

/// <summary>Something to run at a moment.</summary>
/// <param name="At">Nanoseconds from the start.</param>
/// <param name="Order">Breaks ties: the order of scheduling.</param>
/// <param name="Action">What to run.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ScheduledEvent(long At, long Order, Action Action)
{
    public bool IsBefore(in ScheduledEvent other) => At < other.At || (At == other.At && Order < other.Order);
}

/// <summary>A binary heap of structs: nothing is allocated once it has grown.</summary>
internal sealed class EventHeap
{
    private ScheduledEvent[] items = new ScheduledEvent[256];

    public int Count { get; private set; }

    public void Push(in ScheduledEvent item)
    {
        if (Count == items.Length)
            Array.Resize(ref items, Count * 2);
        int hole = Count++;
        while (hole > 0)
        {
            int parent = (hole - 1) / 2;
            if (!item.IsBefore(items[parent]))
                break;
            items[hole] = items[parent];
            hole = parent;
        }

        items[hole] = item;
    }

    public ScheduledEvent Pop()
    {
        ScheduledEvent top = items[0];
        ScheduledEvent last = items[--Count];
        items[Count] = default;
        int hole = 0;
        while (true)
        {
            int child = (2 * hole) + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && items[child + 1].IsBefore(items[child]))
                child++;
            if (!items[child].IsBefore(last))
                break;
            items[hole] = items[child];
            hole = child;
        }

        if (Count > 0)
            items[hole] = last;
        return top;
    }
}
