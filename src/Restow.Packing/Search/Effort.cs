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

    public Deadline Deadline => deadline;

    /// <summary>A phase that only the clock ends.</summary>
    public static Effort Until(Deadline deadline) => new(deadline, long.MaxValue);

    /// <summary>Adds work and tells whether the phase is over. Reads the clock every few thousand units.</summary>
    public bool Spend(int work)
    {
        spent += work;
        if (spent < nextCheck)
            return expired;
        nextCheck = spent + CheckEvery;
        return expired |= spent >= limit || deadline.IsExpired;
    }

    public bool IsOver => expired |= spent >= limit || deadline.IsExpired;
}
