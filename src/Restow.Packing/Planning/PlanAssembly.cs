using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Search;

namespace Restow.Packing.Planning;

/// <summary>Makes a plan of what a search found: ordered steps, counts by priority, the certificate, and reasons.</summary>
internal static class PlanAssembly
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public static PackingPlan Assemble(PackingProblem problem, SearchOutcome outcome, Deadline deadline)
    {
        Cluster cluster = problem.Cluster;

        // The search keeps the time for this back. Where a busy machine took it away, a plan a little late is better than none.
        var grace = Deadline.In(deadline.Remaining + Grace);
        StepPlan order = StepPlanner.Order(cluster, problem.Options, problem.Mobility, problem.Options.Constraints, problem.Expand(outcome.Nodes), grace);
        (int[] filled, List<PlanStep<PackingMove>> all) = FillWhatIsLeft(problem, order, grace);
        int[] before = problem.CountByTier(problem.Origin);
        int[] after = problem.CountByTier(problem.ItemNodes(filled));
        bool better = TierOrder.Compare(after, before) > 0;
        int[] reached = better ? filled : problem.Initial;
        IReadOnlyList<PlanStep<PackingMove>> steps = better ? all : [];
        if (!better)
            after = before;

        bool fewest = outcome.FewestMoves && IsAsGood(problem, reached, outcome.Nodes);
        return new PackingPlan
        {
            Plan = new Plan<PackingMove>
            {
                Steps = steps,
                Before = PlacementMeasures.Of(problem, problem.Initial, []),
                After = PlacementMeasures.Of(problem, reached, steps),
                Certificate = Certify(problem, outcome, after, reached, fewest),
                Elapsed = deadline.Elapsed,
            },
            IsBetter = better,
            ByPriority = ByPriority(problem, outcome.Bounds, reached),
            Assignment = reached,
            HasFewestDisruptions = fewest,
            Pending = Pending(problem, reached, order.Unordered, grace),
            Immovable =
            [
                .. Enumerable.Range(0, cluster.Pods.Count).Where(p => problem.Mobility.Roles[p] is PodRole.Fixed)
                    .Select(p => new PodReason(p, cluster.Pods[p].Namespace, cluster.Pods[p].Name, problem.Mobility.Reasons[p])),
            ],
        };
    }

    // Moves that were dropped leave room: pods that no rule ties to others take it in a last wave, highest tier first.
    private static (int[] Reached, List<PlanStep<PackingMove>> Steps) FillWhatIsLeft(PackingProblem problem, StepPlan order, Deadline deadline)
    {
        int[] reached = [.. order.Reached];
        List<PlanStep<PackingMove>> steps = [.. order.Steps];
        var state = new SearchState(problem);
        state.Load(problem.ItemNodes(reached));
        var space = new FreeSpace(problem, state);
        int wave = steps.Count == 0 ? 1 : steps[^1].Wave + 1;
        foreach (int item in Enumerable.Range(0, problem.Pods.Length).Where(i => state.Node[i] < 0 && !problem.Dynamic[i]).OrderBy(i => problem.Tier[i]))
        {
            if (deadline.IsExpired)
                break;
            int node = space.Fullest(item);
            if (node < 0)
                continue;
            state.Insert(item, node);
            int pod = problem.Pods[item];
            Pod it = problem.Cluster.Pods[pod];
            reached[pod] = node;
            steps.Add(new PlanStep<PackingMove>(wave, new PackingMove(PackingMoveKind.Place, pod, it.Namespace, it.Name, null, problem.Cluster.Nodes[node].Name)));
        }

        return (reached, steps);
    }

    // The steps may match interchangeable replicas anew, or leave out a tangle.
    private static bool IsAsGood(PackingProblem problem, int[] reached, int[] target)
    {
        int[] nodes = problem.ItemNodes(reached);
        var cost = new DisruptionCost(problem);
        return problem.CountByTier(nodes).AsSpan().SequenceEqual(problem.CountByTier(target)) && cost.Total(nodes) <= cost.Total(target);
    }

    private static Certificate Certify(PackingProblem problem, SearchOutcome outcome, int[] placed, int[] reached, bool fewest)
    {
        int total = reached.Count(node => node >= 0);
        if (placed.AsSpan().SequenceEqual(outcome.Bounds))
        {
            string moves = fewest ? "; no plan for as many disturbs fewer running pods" : "";
            return Certificate.Optimal(total, $"no plan places more pods of any priority without placing fewer of a higher one ({outcome.Proof}){moves}");
        }

        int items = placed.Sum();
        int bound = total - items + Math.Max(items, outcome.TotalBound);
        return Certificate.WithinGap(bound, "all nodes merged into one and requests weighed against each other hold no more pods");
    }

    private static List<PriorityCount> ByPriority(PackingProblem problem, int[] bounds, int[] reached)
    {
        Cluster cluster = problem.Cluster;
        var counts = new SortedDictionary<int, (int Pods, int Before, int After, int Bound)>(Comparer<int>.Create((a, b) => b.CompareTo(a)));
        for (int p = 0; p < cluster.Pods.Count; p++)
        {
            if (problem.Mobility.Roles[p] is PodRole.Ignored)
                continue;
            (int pods, int before, int after, int bound) = counts.GetValueOrDefault(cluster.Pods[p].Priority);
            int isFixed = problem.Mobility.Roles[p] is PodRole.Fixed ? 1 : 0;
            counts[cluster.Pods[p].Priority] = (pods + 1, before + (problem.Initial[p] >= 0 ? 1 : 0), after + (reached[p] >= 0 ? 1 : 0), bound + isFixed);
        }

        // Under a policy that ties tiers of several priorities together a bound of one priority alone is not known.
        var mixed = new HashSet<int>();
        for (int i = 0; i < problem.Pods.Length; i++)
        {
            if (problem.TierPriority[problem.Tier[i]] != cluster.Pods[problem.Pods[i]].Priority)
                mixed.Add(cluster.Pods[problem.Pods[i]].Priority);
        }

        for (int t = 0; t < bounds.Length; t++)
        {
            if (counts.TryGetValue(problem.TierPriority[t], out (int Pods, int Before, int After, int Bound) c))
                counts[problem.TierPriority[t]] = c with { Bound = c.Bound + bounds[t] };
        }

        return
        [
            .. counts.Select(c => new PriorityCount(
                c.Key, c.Value.Pods, c.Value.Before, c.Value.After, mixed.Contains(c.Key) ? (c.Value.After == c.Value.Pods ? c.Value.Pods : null) : Math.Max(c.Value.After, c.Value.Bound))),
        ];
    }

    private static List<PodReason> Pending(PackingProblem problem, int[] reached, IReadOnlyList<PodReason> unordered, Deadline deadline)
    {
        var why = unordered.GroupBy(u => u.Pod).ToDictionary(g => g.Key, g => g.First().Reason);
        return
        [
            .. PendingReasons.Of(problem.Cluster, problem.Options, reached, deadline)
                .Select(p => why.TryGetValue(p.Pod, out string? order) ? p with { Reason = $"{p.Reason} ({order})" } : p),
        ];
    }
}
