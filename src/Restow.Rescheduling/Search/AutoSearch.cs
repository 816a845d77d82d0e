using Restow.Core;
using Restow.Rescheduling.Search.Annealing;
using Restow.Rescheduling.Search.Heuristics;
using Restow.Rescheduling.Search.Patterns;

namespace Restow.Rescheduling.Search;

/// <summary>The default: a first answer at once, then annealing on one thread and the exact method on the other, until the optimum is proven or the time is up.</summary>
/// <remarks>
/// With one thread they take turns: annealing for the work of a fifth of the time, then the exact method, whose solver counts its nodes: a seed gives the same plan wherever
/// the search ends before its time. The exact method looks at what annealing has found whenever it would solve
/// in whole numbers; a bound that is already met needs no such solve.
/// </remarks>
internal sealed class AutoSearch : IReschedulingMethod
{
    private const double AloneShare = 0.2;
    private const ulong MostRounds = 12;
    private static readonly TimeSpan Head = TimeSpan.FromMilliseconds(150);

    /// <inheritdoc/>
    public SearchOutcome Search(ReschedulingProblem problem, Deadline deadline, IProgress<ReschedulingProgress>? progress)
    {
        FleetState first = new Completion().Search(problem, deadline.Within(deadline.Remaining * AloneShare), progress).State;
        if (problem.Options.Threads <= 1)
        {
            // What it counts ends it, by a share of the time; a slow machine may take twice as long for it.
            TimeSpan share = Min(deadline.Budget * AloneShare, TimeSpan.FromSeconds(1));
            FleetState annealed = new SimulatedAnnealing().Search(problem, deadline.Within(share * 2).Counting(share), progress).State;
            return Better(new ExactRun(Best(first, annealed), deadline, progress).Run(null), annealed);
        }

        using var proven = CancellationTokenSource.CreateLinkedTokenSource(deadline.Cancellation);
        var beside = new Latest();
        Deadline whileUnproven = Deadline.In(Max(deadline.Remaining, TimeSpan.FromMilliseconds(1)), null, proven.Token);
        Task annealing = Task.Factory.StartNew(
            () => AnnealOn(problem, whileUnproven, beside),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        SearchOutcome outcome;
        try
        {
            outcome = new ExactRun(first, deadline, progress).Run(beside.Take);
        }
        finally
        {
            proven.Cancel();
            annealing.Wait();
        }

        return Better(outcome, beside.Take());
    }

    // Rounds of growing length, so that something new is there soon and something good later.
    private static void AnnealOn(ReschedulingProblem problem, Deadline deadline, Latest beside)
    {
        TimeSpan round = Head;
        for (ulong k = 0; k < MostRounds && !deadline.IsExpired; k++, round *= 2)
        {
            ReschedulingProblem mine = problem.WithSeed(problem.Options.Seed + k, 1);
            beside.Offer(new SimulatedAnnealing().Search(mine, deadline.Within(round), null).State);
        }
    }

    private static SearchOutcome Better(SearchOutcome outcome, FleetState? other) =>
        other is not null && Preference.IsBetter(other, outcome.State) ? outcome with { State = other, FewestMigrations = other.Displaced == outcome.FewestMigrations ? outcome.FewestMigrations : null } : outcome;

    private static FleetState Best(FleetState x, FleetState y) => Preference.IsBetter(y, x) ? y : x;

    private static TimeSpan Min(TimeSpan x, TimeSpan y) => x < y ? x : y;

    private static TimeSpan Max(TimeSpan x, TimeSpan y) => x > y ? x : y;

    /// <summary>The best placement that one thread hands to another.</summary>
    private sealed class Latest
    {
        private FleetState? best;

        public void Offer(FleetState state)
        {
            if (best is null || Preference.IsBetter(state, best))
                Volatile.Write(ref best, state);
        }

        public FleetState? Take() => Volatile.Read(ref best);
    }
}
