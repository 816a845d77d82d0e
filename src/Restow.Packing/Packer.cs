using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Planning;
using Restow.Packing.Search;

namespace Restow.Packing;

/// <summary>Plans a better placement of a cluster's pods.</summary>
/// <remarks>
/// Search, then order, then an independent check: a plan that fails the check is not returned. Everything happens within
/// <see cref="PackingOptions.Time"/>, counted from the call.
/// </remarks>
public static class Packer
{
    /// <summary>The best plan found by the deadline; never worse than the snapshot.</summary>
    /// <param name="cluster">The snapshot.</param>
    /// <param name="options">What the plan may do.</param>
    /// <param name="deadline">When the answer is due; <see cref="PackingOptions.Time"/> from now when absent.</param>
    /// <param name="progress">Told now and then how far the search is.</param>
    /// <param name="cancellation">Ends the search early; the best plan so far is returned.</param>
    /// <returns>The plan, or the fault of an option or a cluster that cannot be planned.</returns>
    public static Result<PackingPlan> Plan(
        Cluster cluster,
        PackingOptions options,
        Deadline? deadline = null,
        IProgress<PackingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(options);
        if (OptionFault(options) is { } wrong)
            return wrong;
        deadline ??= Deadline.In(options.Time, null, cancellation);
        WarmStart.Begin();
        TimeSpan before = deadline.Elapsed;
        var problem = PackingProblem.Compile(cluster, options);
        SearchOutcome outcome = Search(problem, deadline.Less(Finishing(cluster, deadline.Elapsed - before, deadline)), progress);
        PackingPlan plan = PlanAssembly.Assemble(problem, outcome, deadline);
        if (PlanChecker.Check(cluster, options, plan) is { } violation)
            return violation;
        return plan;
    }

    /// <summary>Plans for growing limits of moves, so that pods placed can be weighed against moves. The time is shared out.</summary>
    /// <returns>Points with ever more moves, each placing more than the one before; the first is the best without any move.</returns>
    public static Result<IReadOnlyList<FrontierPoint>> Frontier(
        Cluster cluster,
        PackingOptions options,
        Deadline? deadline = null,
        IProgress<PackingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        deadline ??= Deadline.In(options.Time, null, cancellation);
        TimeSpan slice = TimeSpan.FromTicks(Math.Max(1, deadline.Remaining.Ticks / 8));
        if (!Plan(cluster, options with { Time = slice * 2 }, deadline.Within(slice * 2), progress, cancellation).TryGet(out PackingPlan? last, out Fault? fault))
            return fault;
        var points = new List<FrontierPoint>();
        int most = last.Disturbed;
        foreach (int limit in Limits(most))
        {
            PackingOptions limited = options with { MaxMoves = limit, Time = slice };
            if (deadline.IsExpired || !Plan(cluster, limited, deadline.Within(slice), progress, cancellation).TryGet(out PackingPlan? plan, out _))
                break;
            Add(points, plan);
        }

        Add(points, last);
        return points;
    }

    // What places no more is no point of the frontier; nor is a point once another places more with as few moves.
    private static void Add(List<FrontierPoint> points, PackingPlan plan)
    {
        if (points.Count > 0 && plan.ComparePlaced(points[^1].Plan) <= 0)
            return;
        points.RemoveAll(p => p.Moves >= plan.Disturbed);
        points.Add(new FrontierPoint(plan.Disturbed, plan));
    }

    /// <summary>
    /// Makes the first plan of a process quicker: compiles the search in the background. Call it before reading a snapshot; it returns at once.
    /// </summary>
    public static void WarmUp() => WarmStart.Begin();

    private static SearchOutcome Search(PackingProblem problem, Deadline deadline, IProgress<PackingProgress>? progress) =>
        problem.Options.Method switch
        {
            PackingMethod.CpSat => ExactModels.Paper(problem, deadline),
            PackingMethod.Default => SchedulerEmulation.Run(problem, deadline),
            _ => RestowSearch.Run(problem, deadline, progress),
        };

    // What ordering, explaining and checking take: about 25 microseconds a pod, and a tenth of a second for code that runs for the first time.
    // On a busy machine it takes more, as the model did: that takes about 12 microseconds a pod.
    private static TimeSpan Finishing(Cluster cluster, TimeSpan compiled, Deadline deadline)
    {
        int pods = cluster.Pods.Count;
        double slowness = Math.Clamp(compiled.TotalMilliseconds / (80 + (0.012 * pods)), 1, 5);
        var need = TimeSpan.FromMilliseconds(100 + (0.025 * pods * slowness));
        return need < deadline.Remaining * 0.4 ? need : deadline.Remaining * 0.4;
    }

    /// <summary>What is wrong with options; <c>null</c> when nothing is.</summary>
    internal static Fault? OptionFault(PackingOptions options)
    {
        static Fault Bad(string option, string problem, string remedy) => new("options", option, problem, remedy);
        if (options.Time <= TimeSpan.Zero)
            return Bad("time", "is not positive", "give a time such as 1s");
        if (options.Threads < 1)
            return Bad("threads", "is less than 1", "give 1 or 2");
        if (options.MaxMoves < 0 || options.MaxMovesPerWorkload < 0)
            return Bad("max-moves", "is negative", "give 0 to forbid moves, or leave it out");
        if (options.MoveWeight < 0 || options.EvictWeight < 0)
            return Bad("move-weight, evict-weight", "is negative", "give weights of 0 and more");
        return null;
    }

    private static IEnumerable<int> Limits(int most)
    {
        yield return 0;
        int count = Math.Min(5, most - 1);
        int last = 0;
        for (int k = 1; k <= count; k++)
        {
            int limit = (int)Math.Round(Math.Pow(most, (double)k / (count + 1)));
            limit = Math.Max(limit, last + 1);
            if (limit >= most)
                yield break;
            yield return last = limit;
        }
    }
}
