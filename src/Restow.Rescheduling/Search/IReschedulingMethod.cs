using Restow.Core;

namespace Restow.Rescheduling.Search;

/// <summary>A way to find a better placement. Every method honours pins, rules, limits and maintenance, and returns its best by the deadline.</summary>
internal interface IReschedulingMethod
{
    /// <summary>The best found; never worse than the snapshot.</summary>
    SearchOutcome Search(ReschedulingProblem problem, Deadline deadline, IProgress<ReschedulingProgress>? progress);
}

/// <summary>A single-step move of a search that works in steps.</summary>
internal readonly record struct VmMove(int Vm, int NodeA, int NodeB);

/// <summary>What a search found.</summary>
/// <param name="State">The placement.</param>
internal sealed record SearchOutcome(FleetState State)
{
    /// <summary>No placement within the limits has a higher value of the objective; <c>null</c> when nothing is proven.</summary>
    public double? Bound { get; init; }

    /// <summary>The argument for the bound.</summary>
    public string Proof { get; init; } = "no bound was computed";

    /// <summary>Fewest migrations of any placement with this value, when proven.</summary>
    public int? FewestMigrations { get; init; }

    /// <summary>The moves in an order that fits, for methods that work move by move; <c>null</c> when the order is still to be found.</summary>
    public IReadOnlyList<VmMove>? Sequence { get; init; }
}
