namespace Restow.Rescheduling.Search.Patterns;

/// <summary>When the solver ends at the latest.</summary>
/// <param name="Time">By the clock.</param>
/// <param name="Nodes">By nodes of its tree: with them the same program has the same answer wherever the time suffices.</param>
internal readonly record struct SolveLimit(TimeSpan Time, long? Nodes)
{
    // Measured at 45 a second on a master of 600 columns; small ones do more.
    private const double NodesPerSecond = 100;

    /// <summary>The nodes of a time.</summary>
    public static SolveLimit Counted(TimeSpan atMost, TimeSpan time) => new(atMost, 1 + (long)(time.TotalSeconds * NodesPerSecond));
}
