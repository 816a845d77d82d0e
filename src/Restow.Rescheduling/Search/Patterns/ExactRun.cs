using Restow.Core;

namespace Restow.Rescheduling.Search.Patterns;

/// <summary>One run of the exact method on one fleet, from a feasible placement.</summary>
internal sealed class ExactRun(FleetState incumbent, Deadline deadline, IProgress<ReschedulingProgress>? progress)
{
    private const string Argument = "column generation over host patterns";

    private const int MostColumns = 12_000;

    private readonly ReschedulingProblem problem = incumbent.Problem;
    private readonly ClassSpace space = new(incumbent.Problem);
    private FleetState best = incumbent;
    private double bound = double.PositiveInfinity;
    private int? fewest;

    private double Megabytes => problem.Options.MaxMigratedMb ?? double.PositiveInfinity;

    /// <summary>Value that nothing beats, rounded down.</summary>
    private double Ceiling => Math.Floor(bound + 1e-6);

    private bool IsEvacuated => best.LeftToEvacuate == problem.StuckInMaintenance;

    /// <param name="newer">Asked now and then for a better one that somebody else found meanwhile.</param>
    public SearchOutcome Run(Func<FleetState?>? newer)
    {
        using var run = new PatternRun(space, problem.MaxMigrations, Megabytes);
        bool finished = run.Run(double.NegativeInfinity, deadline);
        bound = space.BaseValue + run.Bound;
        if (!run.Master.IsSolved && deadline.IsExpired)
            return new SearchOutcome(best);
        if (!run.Master.IsSolved || (finished && !run.CanEvacuate))
            return new SearchOutcome(best) { Proof = "the hosts in maintenance cannot be emptied within the limits" };
        progress?.Report(new ReschedulingProgress("bound", best.Value, bound));
        Take(newer?.Invoke());
        if (problem.Options.Goal is not { } goal || goal > Ceiling || !ReachGoal(run, goal))
            Maximise(run, newer);
        if (!IsEvacuated)
            return new SearchOutcome(best) { Proof = "no placement was found that empties the hosts in maintenance" };
        if (best.Value >= Ceiling || problem.Options.Goal is not null)
            FewestMigrations(run);
        return new SearchOutcome(best) { Bound = Ceiling, Proof = Argument, FewestMigrations = fewest };
    }

    private void Maximise(PatternRun run, Func<FleetState?>? newer)
    {
        if (best.Value < Ceiling || !IsEvacuated)
            SolveInteger(run, run.Master.Columns, problem.MaxMigrations, run.Master.Value);
        Take(newer?.Invoke());
        if (best.Value < Ceiling || !IsEvacuated)
            Enrich(run, newer);
    }

    // With a goal few migrations count, not more value: they are what is solved for from the start.
    private bool ReachGoal(PatternRun run, long goal)
    {
        SolveFewest(run, run.Master.Columns, problem.MaxMigrations, goal);
        return best.Value >= goal && IsEvacuated;
    }

    private void Take(FleetState? other)
    {
        if (other is not null && Preference.IsBetter(other, best))
            best = other;
    }

    private bool SolveInteger(PatternRun run, IReadOnlyList<Column> columns, double migrations, double hope)
    {
        double atLeast = !IsEvacuated ? double.NegativeInfinity : best.Value - space.BaseValue + 1e-3;
        if (Math.Floor(hope + 1e-6) < atLeast)
            return false;
        return new IntegerMaster(space, columns, migrations, Megabytes).Solve(atLeast, false, Limit(0.6, TimeSpan.FromSeconds(10))) is { } solution && Accept(columns, solution.Usage, run);
    }

    private bool Accept(IReadOnlyList<Column> columns, int[] usage, PatternRun run)
    {
        if (new Realisation(problem, space).Place(columns, usage) is not { } state || state.Displaced > problem.MaxMigrations || state.DisplacedMb > problem.MaxMigratedMb)
            return false;
        bool better = Preference.IsBetter(state, best);
        if (better)
            best = state;
        progress?.Report(new ReschedulingProgress("columns", best.Value, space.BaseValue + run.Bound));
        return better;
    }

    // Contents near the present ones are what integer solutions lack.
    private void Enrich(PatternRun run, Func<FleetState?>? newer)
    {
        foreach ((double gap, int changed) in ((double, int)[])[(0, 2), (0, 3), (0.1, 4), (0.3, 5), (0.6, 6)])
        {
            if (deadline.IsExpired || (best.Value >= Ceiling && IsEvacuated))
                return;
            SolveInteger(run, Nearby(run, gap, changed), problem.MaxMigrations, Ceiling - space.BaseValue);
            Take(newer?.Invoke());
        }
    }

    // The smallest limit whose bound still allows the value is the fewest there can be.
    private void FewestMigrations(PatternRun run)
    {
        double wanted = problem.Options.Goal is { } goal ? Math.Min(goal, best.Value) : best.Value;
        int low = 0;
        int high = best.Displaced;
        while (low < high && !deadline.IsExpired)
        {
            int middle = (low + high) / 2;
            run.Limit(middle);
            run.Run(wanted - 1 - space.BaseValue, deadline);
            bool possible = Math.Floor(space.BaseValue + run.Bound + 1e-6) >= wanted || !run.CanEvacuate;
            (low, high) = possible && run.CanEvacuate ? (low, middle) : (middle + 1, high);
        }

        if (deadline.IsExpired)
            return;
        for (int migrations = low; migrations < best.Displaced && !deadline.IsExpired; migrations++)
        {
            run.Limit(migrations);
            run.Run(double.NegativeInfinity, deadline);
            if (SolveFewest(run, run.Master.Columns, migrations, wanted) || SolveFewest(run, Nearby(run, 0, 3), migrations, wanted))
                break;
        }

        if (best.Displaced == low && best.Value >= wanted)
            fewest = low;
    }

    private bool SolveFewest(PatternRun run, IReadOnlyList<Column> columns, int migrations, double wanted)
    {
        if (!run.Master.IsSolved || new IntegerMaster(space, columns, migrations, Megabytes).Solve(wanted - space.BaseValue - 1e-3, true, Limit(0.5, TimeSpan.FromSeconds(5))) is not { } found)
            return false;
        if (new Realisation(problem, space).Place(columns, found.Usage) is not { } state || state.Value < wanted || state.LeftToEvacuate > best.LeftToEvacuate)
            return false;
        if (best.Value >= wanted && IsEvacuated && state.Displaced >= best.Displaced)
            return false;
        best = state;
        return true;
    }

    private List<Column> Nearby(PatternRun run, double gap, int changed)
    {
        var columns = new List<Column>(run.Master.Columns);
        columns.AddRange(new NearbyPatterns(space, run.BoundPrices, run.Master.ClassPrice, deadline).Find(gap, changed, MostColumns - columns.Count, columns));
        return columns;
    }

    // With one thread the solver counts its nodes, and only the deadline may cut it short.
    private SolveLimit Limit(double share, TimeSpan most) => problem.Options.Threads <= 1
        ? SolveLimit.Counted(deadline.SolverLimit, Min(deadline.Budget * share, most))
        : new SolveLimit(Min(deadline.SolverLimit * share, most), null);

    private static TimeSpan Min(TimeSpan x, TimeSpan y) => x < y ? x : y;
}
