using System.Globalization;
using Restow.Core;
using Restow.Rescheduling.Objectives;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Ordering;

/// <summary>Makes a plan of what a search found: order, reasons, figures, certificate.</summary>
internal static class PlanAssembly
{
    public static ReschedulingPlan Assemble(SearchOutcome outcome, Deadline deadline)
    {
        ReschedulingProblem problem = outcome.State.Problem;
        OrderedMigrations order = MigrationOrder.Of(outcome, deadline);
        var before = new FleetState(problem);
        FleetState after = order.Final;
        return new ReschedulingPlan
        {
            Plan = new Plan<Migration>
            {
                Steps = Reasons.Explain(problem, order),
                Before = Figures(before, 0, 0, 0),
                After = Figures(after, order.Count, order.Waves.Sum(w => w.Sum(m => problem.MigratedMb[m.Vm])), order.Waves.Count),
                Certificate = CertificateOf(outcome, after, order.Count),
                Elapsed = deadline.Elapsed,
            },
            ValueBefore = before.Value,
            ValueAfter = after.Value,
            FewestMigrations = after.Value == outcome.State.Value ? outcome.FewestMigrations : null,
            IsBetter = after.Score > before.Score,
            Placements = after.Placements(),
            Notes = Notes(problem, order, after),
        };
    }

    private static Certificate CertificateOf(SearchOutcome outcome, FleetState after, int migrations)
    {
        if (after.Problem.Options.Goal is { } goal && after.Value >= goal && outcome.FewestMigrations == migrations)
            return Certificate.Optimal(after.Value, $"no plan reaches the goal with fewer migrations; {outcome.Proof}");
        if (outcome.Bound is not { } bound)
            return Certificate.None with { Proof = outcome.Proof };
        return after.Value >= Math.Floor(bound + 1e-6)
            ? Certificate.Optimal(after.Value, outcome.Proof)
            : Certificate.WithinGap(Math.Floor(bound + 1e-6), outcome.Proof);
    }

    private static List<Measure> Figures(FleetState state, int migrations, long megabytes, int waves)
    {
        ReschedulingProblem problem = state.Problem;
        string unit = problem.Objective.Unit;
        var figures = new List<Measure> { new("value", state.Value, unit, Better.Higher) };
        if (problem.Objective is Fragments { Chunks: [var (cores, weight)] })
        {
            figures[0] = new Measure("slots", state.Value, $"slot of {cores} cores", Better.Higher);
            long free = 0;
            for (int n = 0; n < problem.Nodes; n++)
                free += problem.Maintenance[problem.NodeHost[n]] ? 0 : state.FreeCores[n];
            figures.Add(new Measure("fragmentRate", free == 0 ? 0 : (double)(free - (cores * (state.Value / weight))) / free, "", Better.Lower));
        }

        figures.Add(new Measure("emptyHosts", Enumerable.Range(0, problem.Hosts).Count(h => state.CountOn(h) == 0), "host", Better.Higher));
        if (problem.Maintenance.Any(m => m))
            figures.Add(new Measure("leftInMaintenance", state.LeftToEvacuate, "machine", Better.Lower));
        figures.Add(new Measure("migrations", migrations, "migration", Better.Lower));
        figures.Add(new Measure("migratedMb", megabytes, "MB", Better.Lower));
        figures.Add(new Measure("waves", waves, "wave", Better.Lower));
        return figures;
    }

    private static List<string> Notes(ReschedulingProblem problem, OrderedMigrations order, FleetState after)
    {
        var notes = new List<string>();
        string Number(int n) => n.ToString(CultureInfo.InvariantCulture);
        if (order.Hops > 0)
            notes.Add($"{Number(order.Hops)} of the migrations are hops over a third host, which break a cycle.");
        if (order.LeftOut > 0)
            notes.Add($"{Number(order.LeftOut)} migrations were left out: they wait for each other, and no third host has room for one of them within the limits.");
        if (after.LeftToEvacuate > 0)
            notes.Add($"{Number(after.LeftToEvacuate)} machines stay on hosts in maintenance.");
        if (order.Count == problem.MaxMigrations && problem.MaxMigrations > 0)
            notes.Add("The limit of migrations is used up; a higher one may gain more.");
        return notes;
    }
}
