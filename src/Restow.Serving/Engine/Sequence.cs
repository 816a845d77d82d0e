namespace Restow.Serving.Engine;

/// <summary>Where a request is in its life.</summary>
public enum SequencePhase
{
    /// <summary>Not with any instance yet, or between two.</summary>
    Unplaced,

    /// <summary>In an instance's queue.</summary>
    Waiting,

    /// <summary>In an instance's batch.</summary>
    Running,

    /// <summary>Out of the batch for the last stage of its migration.</summary>
    Detached,

    /// <summary>Over: see <see cref="Sequence.Outcome"/>.</summary>
    Ended,
}

/// <summary>How a request ended.</summary>
public enum RequestOutcome
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>All its tokens were generated.</summary>
    Completed,

    /// <summary>It filled an instance's whole memory before its last token.</summary>
    Truncated,

    /// <summary>Its prompt fits no instance.</summary>
    Rejected,

    /// <summary>Its instance failed, or its user left.</summary>
    Aborted,
}

/// <summary>A request under way: its tokens, its blocks, and what happened to it. Times are nanoseconds of the run's clock.</summary>
public sealed class Sequence
{
    /// <summary>A request that has not been placed.</summary>
    public Sequence(ServingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Request = request;
        ArrivedAt = (long)(request.ArrivalSeconds * 1e9);
        Remaining = request.OutputTokens;
    }

    /// <summary>The request.</summary>
    public ServingRequest Request { get; }

    /// <summary>Tokens that it has generated.</summary>
    public int Generated { get; internal set; }

    /// <summary>Tokens that it has yet to generate; known to the engine alone, when it turns 0.</summary>
    public int Remaining { get; internal set; }

    /// <summary>Tokens whose keys and values are in <see cref="Blocks"/>.</summary>
    public int KvTokens { get; internal set; }

    /// <summary>Tokens that a prefill computes: the prompt and, after a preemption, what was generated.</summary>
    public int Length => Request.PromptTokens + Generated;

    /// <summary>Its memory on <see cref="Instance"/>.</summary>
    public BlockTable Blocks { get; internal set; } = new();

    /// <summary>Where it is in its life.</summary>
    public SequencePhase Phase { get; internal set; }

    /// <summary>How it ended.</summary>
    public RequestOutcome Outcome { get; internal set; }

    /// <summary>The instance that it is with, -1 for none. The one register of ownership: whoever is named here speaks for the request.</summary>
    public int Instance { get; internal set; } = -1;

    /// <summary>Grows whenever the request is taken from a failed instance: a COMMIT of an older epoch is refused.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Preemptions so far. A migration stage that began at another count is void.</summary>
    public int Preemptions { get; internal set; }

    /// <summary>Completed migrations.</summary>
    public int Migrations { get; internal set; }

    /// <summary>Times that it was replayed after a failure.</summary>
    public int Replays { get; internal set; }

    /// <summary>When it arrived.</summary>
    public long ArrivedAt { get; }

    /// <summary>End of the step that made its first token; -1 before.</summary>
    public long FirstTokenAt { get; internal set; } = -1;

    /// <summary>When it ended; -1 before.</summary>
    public long EndedAt { get; internal set; } = -1;

    /// <summary>When it was last preempted and not yet readmitted; -1 otherwise.</summary>
    public long PreemptedAt { get; internal set; } = -1;

    /// <summary>When it last left a batch for the last stage of a migration.</summary>
    public long DetachedAt { get; internal set; } = -1;

    /// <summary>Requeue waits and recomputations, summed over preemptions.</summary>
    public long PreemptionLoss { get; internal set; }

    /// <summary>Time out of every batch because of migrations.</summary>
    public long Downtime { get; internal set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => Phase == SequencePhase.Ended;

    /// <summary>Order in a batch and among victims: higher execution priority first, then earlier arrival.</summary>
    internal bool PrecedesInBatch(Sequence other) =>
        Request.ExecutionPriority != other.Request.ExecutionPriority
            ? Request.ExecutionPriority > other.Request.ExecutionPriority
            : ArrivedAt != other.ArrivedAt ? ArrivedAt < other.ArrivedAt : Request.Id < other.Request.Id;

    /// <summary>Ends the request, once.</summary>
    internal void End(RequestOutcome outcome, long now)
    {
        if (HasEnded)
            throw new InvalidOperationException($"request {Request.Id} ended twice: {Outcome}, then {outcome}");
        (Phase, Outcome, EndedAt, Instance) = (SequencePhase.Ended, outcome, now, -1);
    }
}
