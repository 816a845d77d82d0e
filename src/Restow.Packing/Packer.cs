using System.Diagnostics;
using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Placements;

namespace Restow.Packing;

/// <summary>How far a search is.</summary>
/// <param name="Phase">What it does now, in words.</param>
/// <param name="Elapsed">Wall time so far.</param>
/// <param name="Placed">Pods placed by the best plan so far.</param>
/// <param name="Pods">Pods that count.</param>
/// <param name="Bound">The proven bound of the pods placed, where there is one.</param>
public sealed record PackingProgress(string Phase, TimeSpan Elapsed, int Placed, int Pods, double? Bound);

/// <summary>The best plan that disturbs at most so many running pods.</summary>
public sealed record FrontierPoint(int Moves, PackingPlan Plan);

/// <summary>The packer: a better placement of a cluster's pods, within a deadline and with a certificate.</summary>
public static class Packer
{
    /// <summary>Plans once.</summary>
    /// <param name="deadline">When the answer is due; the default is the options' time from now.</param>
    public static Result<PackingPlan> Plan(
        Cluster cluster, PackingOptions options, Deadline? deadline = null, IProgress<PackingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(options);
        long start = Stopwatch.GetTimestamp();
        deadline ??= Deadline.In(options.Time, cancellation: cancellation);
        var placement = new Placement(cluster, options.Constraints);
        int before = Placed(placement);
        var steps = new List<PlanStep<PackingMove>>();
        foreach (int pod in Enumerable.Range(0, cluster.Pods.Count).Where(i => cluster.Pods[i].NodeName is null).OrderByDescending(i => cluster.Pods[i].Priority))
        {
            int node = Enumerable.Range(0, cluster.Nodes.Count).FirstOrDefault(n => placement.Allows(pod, n), -1);
            if (node < 0)
                continue;
            placement.Place(pod, node);
            Pod p = cluster.Pods[pod];
            steps.Add(new PlanStep<PackingMove>(1, new PackingMove(PackingMoveKind.Place, pod, p.Namespace, p.Name, null, cluster.Nodes[node].Name)));
        }

        progress?.Report(new PackingProgress("first fit", deadline.Elapsed, Placed(placement), cluster.Pods.Count, cluster.Pods.Count));
        int after = Placed(placement);
        int[] assignment = placement.Assignment.ToArray();
        return new PackingPlan
        {
            Plan = new Plan<PackingMove>
            {
                Steps = steps,
                Before = Measures(before, cluster.Pods.Count, 0),
                After = Measures(after, cluster.Pods.Count, 0),
                Certificate = after == cluster.Pods.Count ? Certificate.Optimal(after, "every pod is placed") : Certificate.WithinGap(cluster.Pods.Count, "no more pods exist"),
                Elapsed = Stopwatch.GetElapsedTime(start),
            },
            IsBetter = after > before,
            ByPriority =
            [
                .. Enumerable.Range(0, assignment.Length).GroupBy(i => cluster.Pods[i].Priority).OrderByDescending(g => g.Key).Select(g =>
                    new PriorityCount(g.Key, g.Count(), g.Count(i => cluster.Pods[i].NodeName is not null), g.Count(i => assignment[i] >= 0), null)),
            ],
            Assignment = assignment,
            Pending =
            [
                .. Enumerable.Range(0, assignment.Length).Where(i => assignment[i] < 0).Select(i =>
                    new PodReason(i, cluster.Pods[i].Namespace, cluster.Pods[i].Name, $"0/{cluster.Nodes.Count} nodes are available")),
            ],
            Immovable = [],
        };
    }

    /// <summary>Plans for growing limits of moves, so that pods placed can be weighed against moves.</summary>
    public static Result<IReadOnlyList<FrontierPoint>> Frontier(
        Cluster cluster, PackingOptions options, Deadline? deadline = null, IProgress<PackingProgress>? progress = null, CancellationToken cancellation = default) =>
        Plan(cluster, options, deadline, progress, cancellation).TryGet(out PackingPlan? plan, out Fault? fault)
            ? new FrontierPoint[] { new(0, plan) }
            : fault;

    private static int Placed(Placement placement)
    {
        int placed = 0;
        foreach (int node in placement.Assignment)
            placed += node >= 0 ? 1 : 0;
        return placed;
    }

    private static Measure[] Measures(int placed, int pods, int moves) =>
    [
        new("podsPlaced", placed, "pod", Better.Higher),
        new("podsPending", pods - placed, "pod", Better.Lower),
        new("podsMoved", moves, "pod", Better.Lower),
    ];
}
