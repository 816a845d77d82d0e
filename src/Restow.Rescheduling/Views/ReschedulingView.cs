using System.Globalization;
using Restow.Core.Views;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;

namespace Restow.Rescheduling.Views;

/// <summary>A rescheduling plan as its reader sees it; the renderer draws it as text, JSON or a picture.</summary>
public static class ReschedulingView
{
    /// <summary>The view of a plan.</summary>
    /// <param name="fleet">The snapshot that was planned.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="options">What it was made with: objective and bandwidth.</param>
    public static PlanView Of(Fleet fleet, ReschedulingPlan plan, ReschedulingOptions options)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        var before = new FreeCores(fleet, [.. fleet.Vms.Select(v => v.Placement)]);
        var after = new FreeCores(fleet, plan.Placements);
        return PlanView.Of(plan.Plan, fleet.SourceName, Headline(plan, options, before, after)) with
        {
            Properties = Properties(plan, options.Objective, before, after),
            Tables = [MigrationTables.Migrations(fleet, plan, options), MigrationTables.Waves(fleet, plan, options)],
            Notes = Notes(fleet, plan, options),
            Bins = FleetBins.Of(fleet, plan.Placements, options.Objective, before, after),
            HeatMap = FleetBins.Heat(fleet, options.Objective, before, after),
        };
    }

    private static IReadOnlyList<(string, Cell)> Properties(ReschedulingPlan plan, FleetObjective objective, FreeCores before, FreeCores after)
    {
        int chunk = FreeCores.ChunkOf(objective);
        // A bound on the objective is one on slots only where they are the same thing.
        Cell bound = objective is Fragments { Chunks: [var (cores, weight)] } && cores == chunk && plan.Plan.Certificate.Bound is { } value ? Math.Floor(value / weight) : (string?)null;
        return
        [
            ("fragmentRate", Cell.Nested("", ("before", Round(before.FragmentRate(chunk))), ("after", Round(after.FragmentRate(chunk))))),
            ("slots", Cell.Nested("", ("before", before.Slots(chunk)), ("after", after.Slots(chunk)), ("bound", bound), ("cores", chunk))),
            ("objective", Cell.Nested("", ("unit", objective.Unit), ("before", plan.ValueBefore), ("after", plan.ValueAfter), ("bound", Number(plan.Plan.Certificate.Bound)))),
            ("fewestMigrations", plan.FewestMigrations),
            ("notes", Cell.List("", [.. plan.Notes.Select(n => (Cell)n)])),
        ];
    }

    private static string Headline(ReschedulingPlan plan, ReschedulingOptions options, FreeCores before, FreeCores after)
    {
        string unit = options.Objective.Unit;
        if (!plan.IsBetter)
            return string.Create(CultureInfo.InvariantCulture, $"Nothing better found: {plan.ValueBefore:N0} {unit}.");
        int chunk = FreeCores.ChunkOf(options.Objective);
        string rate = options.Objective is Fragments
            ? string.Create(CultureInfo.InvariantCulture, $", fragment rate {before.FragmentRate(chunk):0.000} → {after.FragmentRate(chunk):0.000}")
            : "";
        string name = char.ToUpperInvariant(unit[0]) + unit[1..];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {plan.ValueBefore:N0} → {plan.ValueAfter:N0} ({plan.ValueAfter - plan.ValueBefore:+#,0;-#,0;0}){rate}, {Count(plan.Plan.Steps.Count, "migration")}.");
    }

    private static List<string> Notes(Fleet fleet, ReschedulingPlan plan, ReschedulingOptions options)
    {
        var notes = new List<string>(plan.Notes);
        int migrations = plan.Plan.Steps.Count;
        if (plan.FewestMigrations is { } fewest && plan.IsBetter)
            notes.Add(fewest >= migrations ? "No plan reaches this with fewer migrations." : $"{fewest} migrations would do in theory.");
        if (migrations > 0)
        {
            string time = Words(MigrationTables.Duration(fleet, plan, options));
            string size = MigrationTables.Size(MigrationTables.CopiedMb(fleet, plan, options));
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{size} to copy in {Count(plan.Plan.Steps[^1].Wave, "wave")}: about {time} at {options.BandwidthMbPerSecond:N0} MB/s a migration."));
        }

        return notes;
    }

    private static string Words(TimeSpan time) => time < TimeSpan.FromMinutes(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min");

    private static string Count(int n, string noun) => string.Create(CultureInfo.InvariantCulture, $"{n:N0} {noun}{(n == 1 ? "" : "s")}");

    private static double Round(double rate) => Math.Round(rate, 6);

    private static Cell Number(double? value) => value is { } number ? number : (string?)null;
}
