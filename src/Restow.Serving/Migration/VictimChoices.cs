using Restow.Serving.Engine;

namespace Restow.Serving.Migration;

/// <summary>Which running request leaves an overloaded instance.</summary>
public interface IVictimChoice
{
    /// <summary>Its name in reports.</summary>
    string Name { get; }

    /// <summary>The request to move, or <c>null</c> when none qualifies. Requests without an output token are not offered to the network: their prefill is cheaper than their copy.</summary>
    /// <param name="scheduler">The instance's batch and queue.</param>
    /// <param name="draining">Whether the instance is being emptied, so that every request has to go.</param>
    Sequence? Choose(LocalScheduler scheduler, bool draining);
}

/// <summary>
/// Normal requests as <paramref name="otherwise"/> says; those of high priority stay (the artifact). Their headroom makes an instance a source for
/// as long as they are there, but for the sake of moving others away: if they moved themselves, they would close one instance after another.
/// </summary>
internal sealed class NormalOnly(IVictimChoice otherwise) : IVictimChoice
{
    public string Name => $"{otherwise.Name}, normal only";

    public Sequence? Choose(LocalScheduler scheduler, bool draining)
    {
        Sequence? victim = otherwise.Choose(scheduler, draining);
        return draining || victim?.Request.ExecutionPriority == RequestPriority.Normal ? victim : null;
    }
}

/// <summary>The paper: lower priority first, then the shortest.</summary>
internal sealed class ShortestOfLowestPriority : IVictimChoice
{
    public string Name => "shortest";

    public Sequence? Choose(LocalScheduler scheduler, bool draining)
    {
        Sequence? best = null;
        foreach (Sequence candidate in scheduler.Running)
        {
            if (candidate.Generated > 0 && (best is null || Compare(candidate, best) < 0))
                best = candidate;
        }

        return best;
    }

    private static int Compare(Sequence a, Sequence b)
    {
        int byPriority = a.Request.ExecutionPriority.CompareTo(b.Request.ExecutionPriority);
        return byPriority != 0 ? byPriority : a.KvTokens.CompareTo(b.KvTokens);
    }
}

/// <summary>The artifact's runs: the latest arrival, which is the one that would be preempted.</summary>
internal sealed class LatestArrival : IVictimChoice
{
    public string Name => "latest";

    public Sequence? Choose(LocalScheduler scheduler, bool draining)
    {
        for (int i = scheduler.Running.Count - 1; i >= 0; i--)
        {
            if (scheduler.Running[i].Generated > 0)
                return scheduler.Running[i];
        }

        return null;
    }
}

/// <summary>
/// Ours: when the head of the queue is blocked, the smallest normal request whose memory lets it start, so that one short
/// copy ends the wait; otherwise as <paramref name="otherwise"/> says.
/// </summary>
internal sealed class SmallestThatFreesHead(IVictimChoice otherwise) : IVictimChoice
{
    public string Name => "frees-head";

    public Sequence? Choose(LocalScheduler scheduler, bool draining)
    {
        // A preempted head means that the batch itself outgrew the memory: relieving it is what helps then.
        if (scheduler.Waiting.Count == 0 || scheduler.Waiting.Preempted > 0)
            return otherwise.Choose(scheduler, draining);
        InstanceOptions options = scheduler.Pool.Options;
        int missing = options.BlocksFor(scheduler.Waiting[0].Length) + options.WatermarkBlocks - scheduler.Pool.Free;
        Sequence? best = null;
        foreach (Sequence candidate in scheduler.Running)
        {
            if (candidate.Generated > 0 && candidate.Request.ExecutionPriority == RequestPriority.Normal
                && candidate.Blocks.Count >= missing && (best is null || candidate.Blocks.Count < best.Blocks.Count))
                best = candidate;
        }

        return best ?? otherwise.Choose(scheduler, draining);
    }
}
