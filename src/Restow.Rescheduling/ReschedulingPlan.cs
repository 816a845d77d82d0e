using Restow.Core;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling;

/// <summary>One live migration.</summary>
/// <param name="Vm">Index of the machine in the fleet's list.</param>
/// <param name="From">Where it runs when its turn comes.</param>
/// <param name="To">Where it goes; the host may be the same when only the node changes.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record Migration(int Vm, VmPlacement From, VmPlacement To, string Reason);

/// <summary>A plan for a fleet.</summary>
public sealed record ReschedulingPlan
{
    public required Plan<Migration> Plan { get; init; }

    /// <summary>Value of the objective before.</summary>
    public required long ValueBefore { get; init; }

    /// <summary>Value of the objective after.</summary>
    public required long ValueAfter { get; init; }

    /// <summary>Fewest migrations that any plan of this value needs; <c>null</c> where that is not proven.</summary>
    public int? FewestMigrations { get; init; }

    /// <summary>Whether the plan improves the objective or empties a host in maintenance further.</summary>
    public required bool IsBetter { get; init; }

    /// <summary>Where each machine is after the plan.</summary>
    public required IReadOnlyList<VmPlacement> Placements { get; init; }

    /// <summary>What the reader should know: a limit that bound, a cycle that no third host resolved.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>How far a search is.</summary>
/// <param name="Phase">What it does.</param>
/// <param name="Value">Best value so far.</param>
/// <param name="Bound">Proven bound so far.</param>
public sealed record ReschedulingProgress(string Phase, long Value, double? Bound);
