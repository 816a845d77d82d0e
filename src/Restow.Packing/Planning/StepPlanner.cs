using Restow.Core;
using Restow.Packing.Model;

namespace Restow.Packing.Planning;

/// <summary>
/// Turns a target placement into waves of steps, each feasible when its turn comes.
/// <list type="number">
/// <item>Replicas are canonicalised, and what may not change stays; see <see cref="Replicas"/> and <see cref="TargetRepair"/>.</item>
/// <item>Destination free first: a pod lands in room that is free when the wave begins; what the wave itself frees counts from the next
/// one. Highest priority first.</item>
/// <item>Pods that the target leaves pending go at the end of the wave before the one that needs their room. When nobody needs it they stay.</item>
/// <item>When nothing can land any more, each cycle is broken at its lowest priority, the smallest on ties: evict now, place later.</item>
/// <item>Disruption budgets hold in every wave; see <see cref="BudgetLedger"/>.</item>
/// <item>An eviction whose purpose fails in the end makes the whole order void: it begins again without the pod that failed. So does a pod
/// that fails in the <see cref="Rehearsal"/>.</item>
/// </list>
/// Peers evict every target at once (arXiv 2511.08373); the order is Restow's own. There are no temporary hops.
/// </summary>
internal static class StepPlanner
{
    private const int Attempts = 24;

    /// <summary>Orders the moves from the cluster's placement to <paramref name="target"/>. At the deadline the longest part of the plan that stands on its own is returned.</summary>
    public static StepPlan Order(
        Cluster cluster, PackingOptions options, Mobility mobility, IReadOnlyList<IConstraint> constraints, int[] target, Deadline? deadline = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        int[] origin = cluster.InitialAssignment();
        int[] wanted = Canonicalise(cluster, mobility, target);
        var ledger = new BudgetLedger(cluster);
        var dropped = new Dictionary<int, string>();
        for (int pod = 0; pod < wanted.Length; pod++)
        {
            if (wanted[pod] != origin[pod] && Refusal(mobility, ledger, origin, pod) is { } reason)
                dropped[pod] = reason;
        }

        var repair = new TargetRepair(cluster, origin);
        for (int attempt = 1; ; attempt++)
        {
            int[] reachable = repair.Apply(wanted, dropped);
            ledger.Reset();
            WaveLoop.Outcome outcome = new WaveLoop(cluster, constraints, ledger, origin, reachable).Run(deadline);
            bool isLast = attempt == Attempts || deadline is { IsExpired: true };
            if (outcome.Failed.Count == 0 || isLast)
            {
                (int refused, int wave) = Rehearsal.FirstRefused(cluster, constraints, origin, reachable, outcome.Steps);
                if (refused < 0)
                    return new StepPlan(outcome.Steps, outcome.Reached, Report(cluster, origin, wanted, dropped, outcome.Reached));
                dropped.TryAdd(refused, "the order of moves leaves it no room");
                if (isLast)
                    return Before(wave, outcome, origin, reached => Report(cluster, origin, wanted, dropped, reached));
                continue;
            }

            // One by one drops the fewest pods; a tangle that survives that is dropped whole.
            IEnumerable<int> give = attempt < Attempts / 2 ? outcome.Failed : outcome.Failed.Concat(outcome.Stuck);
            foreach (int pod in give)
                dropped.TryAdd(pod, "no order of moves brings it there within the rules and disruption budgets");
        }
    }

    // The part of an order that ends before a wave and stands on its own.
    private static StepPlan Before(int wave, WaveLoop.Outcome outcome, int[] origin, Func<int[], List<PodReason>> report)
    {
        int last = outcome.SoundWaves.LastOrDefault(w => w < wave);
        var steps = outcome.Steps.Where(s => s.Wave <= last).ToList();
        int[] reached = [.. origin];
        foreach (int pod in steps.Select(s => s.Move.Pod))
            reached[pod] = steps.FindLast(s => s.Move.Pod == pod)!.Move.To is null ? -1 : outcome.Reached[pod];
        return new StepPlan(steps, reached, report(reached));
    }

    /// <summary>The same target with interchangeable replicas matched so that the fewest running pods are disturbed.</summary>
    public static int[] Canonicalise(Cluster cluster, Mobility mobility, int[] target) => Replicas.Canonicalise(cluster, mobility, target);

    private static string? Refusal(Mobility mobility, BudgetLedger ledger, int[] origin, int pod)
    {
        PodRole role = mobility.Roles[pod];
        if (role is PodRole.Fixed or PodRole.Ignored || (role == PodRole.Placeable && origin[pod] >= 0) || (role == PodRole.Movable && origin[pod] < 0))
            return mobility.Reasons[pod].Length > 0 ? mobility.Reasons[pod] : "it is not this plan's to move";
        return role == PodRole.Movable && ledger.ForbiddenBy(pod) is { } budget ? $"disruption budget {budget} allows no disruption" : null;
    }

    private static List<PodReason> Report(Cluster cluster, int[] origin, int[] wanted, Dictionary<int, string> dropped, int[] reached)
    {
        var report = new List<PodReason>();
        for (int pod = 0; pod < wanted.Length; pod++)
        {
            if (wanted[pod] == reached[pod])
                continue;
            string reason = dropped.TryGetValue(pod, out string? known) ? known
                : wanted[pod] < 0 && reached[pod] == origin[pod] ? "nobody needs its room"
                : "no order of moves brings it there within the rules, disruption budgets and time";
            report.Add(new PodReason(pod, cluster.Pods[pod].Namespace, cluster.Pods[pod].Name, reason));
        }

        return report;
    }
}
