using Restow.Core;
using Restow.Packing.Planning;

namespace Restow.Packing.Search;

/// <summary>The scheduler itself as a method: what <see cref="DefaultScheduler"/> does, with the knapsack bound as its judge.</summary>
internal static class SchedulerEmulation
{
    public static SearchOutcome Run(PackingProblem problem, Deadline deadline)
    {
        int[] assignment = DefaultScheduler.Schedule(problem.Cluster, problem.Options, [.. problem.Initial], deadline);
        int[] nodes = problem.ItemNodes(assignment);
        int[] placed = problem.CountByTier(nodes);
        var knapsack = new KnapsackBound(problem);
        int[] bounds = [.. placed.Select((count, tier) => Math.Max(count, knapsack.Of(tier, placed)))];
        return new SearchOutcome(nodes, bounds, knapsack.Total(), new DisruptionCost(problem).Total(nodes) == 0, "knapsack bound");
    }
}
