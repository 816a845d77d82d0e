namespace Restow.Serving;

/// <summary>How much a request matters, both where it waits and while it runs (paper section 4.4.1).</summary>
public enum RequestPriority
{
    /// <summary>Best effort.</summary>
    Normal,

    /// <summary>Queued before normal requests, and kept on an instance with memory to spare.</summary>
    High,
}

/// <summary>One request as it arrives.</summary>
/// <param name="Id">Its number in the trace, from 0.</param>
/// <param name="ArrivalSeconds">Seconds from the start of the trace.</param>
/// <param name="PromptTokens">Length of the prompt, at least 1.</param>
/// <param name="OutputTokens">Tokens that it will generate, at least 1. No policy may look at it.</param>
public sealed record ServingRequest(int Id, double ArrivalSeconds, int PromptTokens, int OutputTokens)
{
    /// <summary>Which queued request is dispatched and admitted first.</summary>
    public RequestPriority SchedulingPriority { get; init; }

    /// <summary>Which running request is protected from the load of others.</summary>
    public RequestPriority ExecutionPriority { get; init; }

    /// <summary>The conversation it belongs to; -1 for none. The prompt of a later turn begins with the whole turn before.</summary>
    public int Session { get; init; } = -1;
}
