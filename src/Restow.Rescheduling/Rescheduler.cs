using Restow.Core;
using Restow.Rescheduling.Checking;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Ordering;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling;

/// <summary>Plans live migrations that make a fleet better.</summary>
/// <remarks>Search, then order, then an independent check: a plan that fails the check is not returned.</remarks>
public static class Rescheduler
{
    /// <summary>The best plan found by the deadline; never worse than the snapshot.</summary>
    /// <param name="fleet">The snapshot.</param>
    /// <param name="options">What the plan may do.</param>
    /// <param name="deadline">When the answer is due; <see cref="ReschedulingOptions.Time"/> from now when absent.</param>
    /// <param name="progress">Told now and then how far the search is.</param>
    /// <param name="cancellation">Ends the search early; the best plan so far is returned.</param>
    /// <returns>The plan, or the fault of an option or of a fleet that is not consistent.</returns>
    public static Result<ReschedulingPlan> Plan(
        Fleet fleet,
        ReschedulingOptions options,
        Deadline? deadline = null,
        IProgress<ReschedulingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(options);
        if (OptionFault(options) is { } wrong)
            return wrong;
        if (FleetCheck.Check(fleet) is { } inconsistent)
            return inconsistent;
        deadline ??= Deadline.In(options.Time, null, cancellation);
        ReschedulingProblem problem = ReschedulingProblem.Compile(fleet, options);
        if (!Methods.Of(options).TryGet(out IReschedulingMethod? method, out Fault? fault))
            return fault;
        SearchOutcome outcome = method.Search(problem, deadline.Less(deadline.Remaining * 0.05), progress);
        ReschedulingPlan plan = PlanAssembly.Assemble(outcome, deadline);
        return PlanCheck.Check(fleet, options, plan) is { } violation ? violation : plan;
    }

    private static Fault? OptionFault(ReschedulingOptions options)
    {
        static Fault Bad(string option, string problem, string remedy) => new("options", option, problem, remedy);
        if (options.Time <= TimeSpan.Zero)
            return Bad("time", "is not positive", "give a time such as 5s");
        if (options.Threads < 1)
            return Bad("threads", "is less than 1", "give 1 or 2");
        if (options.MaxMigrations < 0)
            return Bad("migrations", "is negative", "give 0 to forbid migrations, or more");
        if (options.MaxMigratedMb < 0)
            return Bad("max-bytes", "is negative", "leave it out for no limit");
        if (!(options.BandwidthMbPerSecond > 0) || double.IsInfinity(options.BandwidthMbPerSecond))
            return Bad("bandwidth", "is not a positive number", "give MB a second, such as 1000");
        if (options.PerHostParallel < 1 || options.Parallel < 1)
            return Bad("parallel, per-host", "is less than 1", "give 1 or more");
        if (options.Trajectories < 1)
            return Bad("trajectories", "is less than 1", "give 1 for the greedy policy, or more");
        return null;
    }
}
