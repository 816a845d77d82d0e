namespace Restow.Kubernetes.Controlling;

/// <summary>Says when to plan: once the refused pods have been the same for the quiet period, at the latest after the longest one.</summary>
/// <remarks>
/// What was planned already is planned again only when room has changed, and not sooner than the retry period: a pod that nothing
/// can help costs no search while nothing changes.
/// </remarks>
internal sealed class QuietPeriod(TimeSpan quiet, TimeSpan most, TimeSpan retry, TimeProvider time)
{
    private long seen = -1;
    private long firstChange;
    private long lastChange;
    private bool isFresh;
    private (long Pods, long Room, long At)? planned;
    private long notBefore = long.MinValue;

    /// <summary>The time until a plan is due; <c>null</c> when none is.</summary>
    /// <param name="refused">How many pods the scheduler refused.</param>
    /// <param name="podsVersion">Counts up when those change.</param>
    /// <param name="roomVersion">Counts up when room may have appeared.</param>
    public TimeSpan? DueIn(int refused, long podsVersion, long roomVersion)
    {
        long now = time.GetTimestamp();
        if (podsVersion != seen)
        {
            if (!isFresh)
                firstChange = now;
            (seen, lastChange, isFresh) = (podsVersion, now, true);
        }

        if (refused == 0)
        {
            isFresh = false;
            return null;
        }

        TimeSpan? due = planned switch
        {
            { } done when done.Pods == podsVersion && done.Room == roomVersion => null,
            { } done when done.Pods == podsVersion => Left(done.At, retry, now),
            _ => Min(Left(lastChange, quiet, now), Left(firstChange, most, now)),
        };
        return due is { } wait ? Max(wait, notBefore > now ? time.GetElapsedTime(now, notBefore) : TimeSpan.Zero) : null;
    }

    /// <summary>A plan was made for this state.</summary>
    public void Planned(long podsVersion, long roomVersion)
    {
        planned = (podsVersion, roomVersion, time.GetTimestamp());
        isFresh = false;
    }

    /// <summary>No plan for this long.</summary>
    public void Rest(TimeSpan pause) => notBefore = time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);

    private TimeSpan Left(long since, TimeSpan period, long now) => Max(TimeSpan.Zero, period - time.GetElapsedTime(since, now));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
