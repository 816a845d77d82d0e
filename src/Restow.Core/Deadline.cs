namespace Restow.Core;

/// <summary>
/// A point in time by which an answer is due, and the wish to stop earlier (Ctrl-C). Wall time of everything after the
/// input is read: building models counts.
/// </summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed class Deadline
{
    private static readonly TimeSpan MostSolverTime = TimeSpan.FromDays(1);

    private readonly TimeProvider time;
    private readonly long start;
    private readonly long due;
    private readonly CancellationToken cancellation;

    private Deadline(TimeProvider time, long start, long due, TimeSpan budget, CancellationToken cancellation)
    {
        this.time = time;
        this.start = start;
        this.due = due;
        this.cancellation = cancellation;
        Budget = budget;
    }

    /// <summary>
    /// The time it was given, whatever the clock says since: what counts its work instead of the seconds measures by it, so that the same seed does the same work.
    /// </summary>
    public TimeSpan Budget { get; }

    /// <summary>
    /// Time left for a native solver, which reads the clock of the machine. Without end on another clock: who runs it on one ends it by a count of its work.
    /// </summary>
    public TimeSpan SolverLimit => time == TimeProvider.System || IsExpired ? Remaining : MostSolverTime;

    /// <summary>Time spent since the deadline was set.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(start);

    /// <summary>Time left, never negative; zero once cancelled.</summary>
    public TimeSpan Remaining
    {
        get
        {
            if (cancellation.IsCancellationRequested)
                return TimeSpan.Zero;
            TimeSpan left = time.GetElapsedTime(time.GetTimestamp(), due);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Whether the answer is due now.</summary>
    public bool IsExpired => cancellation.IsCancellationRequested || time.GetTimestamp() >= due;

    /// <summary>Whether the caller asked to stop early.</summary>
    public bool IsCancelled => cancellation.IsCancellationRequested;

    /// <summary>The caller's token, for libraries that take one.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>A deadline <paramref name="budget"/> from now. A budget that is not positive is misuse and throws.</summary>
    public static Deadline In(TimeSpan budget, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(budget, TimeSpan.Zero);
        time ??= TimeProvider.System;
        long now = time.GetTimestamp();
        double ticks = Math.Min(budget.TotalSeconds * time.TimestampFrequency, long.MaxValue / 4);
        return new Deadline(time, now, now + (long)ticks, budget, cancellation);
    }

    /// <summary>A deadline <paramref name="budget"/> from now, but never later than this one.</summary>
    public Deadline Within(TimeSpan budget)
    {
        long now = time.GetTimestamp();
        double ticks = Math.Max(0, Math.Min(budget.TotalSeconds * time.TimestampFrequency, long.MaxValue / 4));
        return new Deadline(time, now, Math.Min(due, now + (long)ticks), budget < Budget ? budget : Budget, cancellation);
    }

    /// <summary>The same point in time for a part that counts its work: what the part counts, and how late it may be at the most, need not be the same.</summary>
    public Deadline Counting(TimeSpan work) => new(time, start, due, work, cancellation);

    /// <summary>This deadline, moved earlier by <paramref name="reserve"/>: room to finish what follows. The <see cref="Budget"/> stays: how long finishing takes is the machine's matter.</summary>
    public Deadline Less(TimeSpan reserve) => Within(Remaining - reserve).Counting(Budget);
}
