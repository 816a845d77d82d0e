using Restow.Core;
using Restow.Rescheduling.Checking;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Ordering;

/// <summary>A migration as a plan that was written down names it.</summary>
/// <param name="Vm">Id of the machine.</param>
/// <param name="FromHost">Id of the host it was to leave.</param>
/// <param name="FromNodes">Its NUMA nodes there.</param>
/// <param name="ToHost">Id of the host it was to go to.</param>
/// <param name="ToNodes">Its NUMA nodes there.</param>
public sealed record PlannedMigration(string Vm, string FromHost, IReadOnlyList<int> FromNodes, string ToHost, IReadOnlyList<int> ToNodes);

/// <summary>A migration that is no longer part of the plan, and why.</summary>
public sealed record DroppedMigration(PlannedMigration Migration, string Reason);

/// <summary>What is left of a plan on a newer snapshot.</summary>
/// <param name="Remaining">The migrations that still hold, in waves anew; without a certificate.</param>
/// <param name="Done">Migrations whose machine is where it was to go.</param>
/// <param name="Dropped">Migrations that no longer hold.</param>
public sealed record Revalidation(ReschedulingPlan Remaining, IReadOnlyList<PlannedMigration> Done, IReadOnlyList<DroppedMigration> Dropped);

/// <summary>Holds an old plan against a newer snapshot.</summary>
public static class PlanRevalidation
{
    /// <summary>Drops what no longer holds: machines that went or moved, destinations without room, what rules forbid, and what gains nothing any more.</summary>
    /// <param name="fleet">The newer snapshot.</param>
    /// <param name="options">Objective and limits; the limit on migrations is the plan's own length.</param>
    /// <param name="plan">The plan's migrations in order.</param>
    /// <param name="deadline">Time for ordering what is left.</param>
    /// <returns>What is left, or the fault of a snapshot that is not consistent.</returns>
    public static Result<Revalidation> Check(Fleet fleet, ReschedulingOptions options, IReadOnlyList<PlannedMigration> plan, Deadline deadline)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(plan);
        if (FleetCheck.Check(fleet) is { } inconsistent)
            return inconsistent;
        options = options with { MaxMigrations = plan.Count };
        var run = new RevalidationRun(ReschedulingProblem.Compile(fleet, options));
        FleetState state = run.Replay(plan);
        ReschedulingPlan remaining = PlanAssembly.Assemble(new SearchOutcome(state) { Sequence = run.Sequence }, deadline);
        return PlanCheck.Check(fleet, options, remaining) is { } violation ? violation : new Revalidation(remaining, run.Done, run.Dropped);
    }
}
