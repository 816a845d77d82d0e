using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>
/// When a phase of the search must stop: at its deadline, or, where the same seed has to give the same answer, after a
/// fixed amount of work that an ordinary machine does well before it.
/// </summary>
/// <remarks>One for each thread. Work is counted in elementary evaluations, about 2 million a second at the least.</remarks>
internal sealed class Effort(Deadline deadline, long limit)
{
    private const int CheckEvery = 4096;
    private long spent;
    private long nextCheck = CheckEvery;
    private bool expired;

    // Evaluations that an ordinary core does in a second; what one thread counts instead of the clock.
    private const double WorkPerSecond = 2e6;

    public Deadline Deadline => deadline;

    /// <summary>Whether work is counted: then the clock decides nothing but that it is too late.</summary>
    public bool IsCounted => limit < long.MaxValue;

    /// <summary>Work done.</summary>
    public long Spent => spent;

    /// <summary>A phase that only the clock ends.</summary>
    public static Effort Until(Deadline deadline) => new(deadline, long.MaxValue);

    /// <summary>A phase that ends after the work of a time.</summary>
    public static Effort Counted(Deadline deadline, TimeSpan time) => new(deadline, WorkOf(time));

    /// <summary>A part of this phase, by the same measure; what it spends is to be spent here too.</summary>
    public Effort Slice(TimeSpan time) =>
        IsCounted ? new Effort(deadline, Math.Min(Math.Max(0, limit - spent), WorkOf(time))) : Until(deadline.Within(time));

    /// <summary>Adds work and tells whether the phase is over. Reads the clock every few thousand units.</summary>
    public bool Spend(long work)
    {
        spent += work;
        if (spent < nextCheck)
            return expired;
        nextCheck = spent + CheckEvery;
        return expired |= spent >= limit || deadline.IsExpired;
    }

    public bool IsOver => expired |= spent >= limit || deadline.IsExpired;

    /// <summary>Share of a time's work that was done.</summary>
    public double ShareOf(TimeSpan time) => spent / (time.TotalSeconds * WorkPerSecond);

    private static long WorkOf(TimeSpan time) => (long)(time.TotalSeconds * WorkPerSecond);
}
