namespace Restow.Serving.Engine;

/// <summary>The requests that wait for memory on one instance: by scheduling priority, first come first served in a class, the preempted first of all.</summary>
public sealed class WaitingRequests(InstanceOptions options)
{
    private readonly List<Sequence> items = [];

    /// <summary>How many wait.</summary>
    public int Count => items.Count;

    /// <summary>Blocks that all of them need to start.</summary>
    public int DemandBlocks { get; private set; }

    /// <summary>How many of them were preempted.</summary>
    public int Preempted { get; private set; }

    /// <summary>How many of them have high scheduling priority.</summary>
    public int High { get; private set; }

    /// <summary>How many of them have high execution priority.</summary>
    public int HighExecution { get; private set; }

    /// <summary>The request at <paramref name="index"/>; the head is 0.</summary>
    public Sequence this[int index] => items[index];

    internal void Add(Sequence sequence)
    {
        items.Insert(sequence.Request.SchedulingPriority == RequestPriority.High ? High : items.Count, sequence);
        Account(sequence, 1);
    }

    internal void AddPreempted(Sequence sequence)
    {
        items.Insert(sequence.Request.SchedulingPriority == RequestPriority.High ? 0 : High, sequence);
        Account(sequence, 1);
    }

    internal void RemoveAt(int index)
    {
        Account(items[index], -1);
        items.RemoveAt(index);
    }

    internal void Remove(Sequence sequence) => RemoveAt(items.IndexOf(sequence));

    private void Account(Sequence sequence, int sign)
    {
        DemandBlocks += sign * options.BlocksFor(sequence.Length);
        Preempted += sequence.PreemptedAt >= 0 ? sign : 0;
        High += sequence.Request.SchedulingPriority == RequestPriority.High ? sign : 0;
        HighExecution += sequence.Request.ExecutionPriority == RequestPriority.High ? sign : 0;
    }
}
