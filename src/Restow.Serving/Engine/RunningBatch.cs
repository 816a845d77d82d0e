using System.Collections;

namespace Restow.Serving.Engine;

/// <summary>The requests that run on one instance: higher execution priority first, then earlier arrival. The last is the one to preempt.</summary>
internal sealed class RunningBatch : IReadOnlyList<Sequence>
{
    private readonly List<Sequence> items = [];

    public int Count => items.Count;

    /// <summary>Requests of high execution priority.</summary>
    public int High { get; private set; }

    /// <summary>Blocks of those requests, which come first.</summary>
    public int HighBlocks
    {
        get
        {
            int blocks = 0;
            for (int i = 0; i < High; i++)
                blocks += items[i].Blocks.Count;
            return blocks;
        }
    }

    public Sequence this[int index] => items[index];

    public void Insert(Sequence sequence)
    {
        int at = items.Count;
        while (at > 0 && sequence.PrecedesInBatch(items[at - 1]))
            at--;
        items.Insert(at, sequence);
        High += sequence.Request.ExecutionPriority == RequestPriority.High ? 1 : 0;
    }

    public void Remove(Sequence sequence)
    {
        items.RemoveAt(items.IndexOf(sequence));
        High -= sequence.Request.ExecutionPriority == RequestPriority.High ? 1 : 0;
    }

    public List<Sequence>.Enumerator GetEnumerator() => items.GetEnumerator();

    IEnumerator<Sequence> IEnumerable<Sequence>.GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}
