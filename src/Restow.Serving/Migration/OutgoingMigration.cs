using Restow.Serving.Engine;

namespace Restow.Serving.Migration;

/// <summary>Where the source stands.</summary>
internal enum OutgoingState
{
    /// <summary>PRE-ALLOC is sent.</summary>
    Reserving,

    /// <summary>Blocks are being copied.</summary>
    Copying,

    /// <summary>The last stage waits for the end of the step.</summary>
    AwaitingBoundary,

    /// <summary>COMMIT is sent; the blocks stay until COMMITTED, in case the destination dies.</summary>
    Committing,
}

/// <summary>The source's half of a migration.</summary>
internal sealed class OutgoingMigration(long id, Sequence sequence, int destination, long now)
{
    public long Id { get; } = id;

    public Sequence Sequence { get; } = sequence;

    public BlockTable Blocks { get; } = sequence.Blocks;

    public int Destination { get; } = destination;

    public int Epoch { get; } = sequence.Epoch;

    public int PreemptionsAtStart { get; } = sequence.Preemptions;

    public long StartedAt { get; } = now;

    public OutgoingState State { get; set; }

    public int Stage { get; set; }

    public int StageBlocks { get; set; }

    public int Copied { get; set; }

    public bool Last { get; set; }

    public long DetachedAt { get; set; } = -1;

    /// <summary>Whether the request is still the one whose blocks were copied: not over, not preempted, not taken away.</summary>
    public bool IsValid =>
        Sequence.Epoch == Epoch && Sequence.Preemptions == PreemptionsAtStart && Sequence.Blocks == Blocks
        && Sequence.Phase is SequencePhase.Running or SequencePhase.Detached;
}

/// <summary>The destination's half: blocks reserved for a request that is still elsewhere.</summary>
internal sealed class IncomingMigration(long id, int source)
{
    public long Id { get; } = id;

    public int Source { get; } = source;

    public BlockTable Reserved { get; } = new();

    public ITimer? Timeout { get; set; }
}
