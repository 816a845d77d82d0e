namespace Restow.Serving.Engine;

/// <summary>Whether requests may start before the head of the queue, which does not fit yet.</summary>
public interface IAdmissionOrder
{
    /// <summary>Its name in reports.</summary>
    string Name { get; }

    /// <summary>How far behind a blocked head to look for a request that fits; bounds the work of a step.</summary>
    int Window { get; }

    /// <summary>Whether a later request may start though the head has been blocked for <paramref name="blockedFor"/> nanoseconds.</summary>
    bool MayPass(long blockedFor);
}

/// <summary>Strictly in order: vLLM, and the paper.</summary>
internal sealed class FirstComeFirstServed : IAdmissionOrder
{
    public string Name => "fcfs";

    public int Window => 0;

    public bool MayPass(long blockedFor) => false;
}

/// <summary>
/// Requests that fit pass a blocked head for a bounded time. After that nothing is admitted before the head, the batch
/// only drains, and the head starts: it waits no longer than the bound and the rest of the batch that is running then.
/// </summary>
/// <remarks>Known from batch systems as backfilling; without the bound, small requests starve big ones.</remarks>
internal sealed class BoundedBackfill(TimeSpan bound) : IAdmissionOrder
{
    private readonly long bound = bound.Ticks * 100;

    public string Name => "backfill";

    public int Window => 64;

    public bool MayPass(long blockedFor) => blockedFor < bound;
}
