namespace Restow.Serving.Llumlets;

/// <summary>What an instance tells the global scheduler at each step: a few numbers, whatever the number of its requests.</summary>
public readonly record struct LoadReport
{
    /// <summary>Blocks of the instance.</summary>
    public int TotalBlocks { get; init; }

    /// <summary>Its watermark, in blocks.</summary>
    public int WatermarkBlocks { get; init; }

    /// <summary>Blocks that are free.</summary>
    public int FreeBlocks { get; init; }

    /// <summary>Requests in the batch.</summary>
    public int Running { get; init; }

    /// <summary>Requests of high execution priority, those in the queue included.</summary>
    public int High { get; init; }

    /// <summary>Blocks of those of them that are in the batch.</summary>
    public int HighBlocks { get; init; }

    /// <summary>Requests in the queue.</summary>
    public int Waiting { get; init; }

    /// <summary>Blocks that the whole queue needs to start.</summary>
    public int WaitingBlocks { get; init; }

    /// <summary>Blocks that the head of the queue needs to start; 0 for an empty queue.</summary>
    public int HeadBlocks { get; init; }

    /// <summary>Requests in the queue that were preempted.</summary>
    public int PreemptedWaiting { get; init; }

    /// <summary>Requests accepted since the start: dispatches beyond this number are not in the report.</summary>
    public int Accepted { get; init; }

    /// <summary>Whether the instance is being emptied.</summary>
    public bool Draining { get; init; }
}
