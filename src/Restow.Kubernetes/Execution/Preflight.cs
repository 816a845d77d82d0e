using Restow.Core;
using Restow.Kubernetes.Cache;
using Restow.Packing;
using Restow.Packing.Model;
using Restow.Packing.Placements;
using Restow.Packing.Planning;

namespace Restow.Kubernetes.Execution;

/// <summary>Whether a wave can still be carried out on the cluster as it is now: reality moves while a plan runs.</summary>
/// <remarks>
/// 1. Who is to leave is still the same pod on the same node, and may still be moved.
/// 2. Who is to come still waits, and its node has room and allows it, in the order of the wave.
/// 3. At least one pod that the plan was made for still waits.
/// Disruption budgets are not looked at: they are open or closed by the second, and the eviction API has the last word.
/// </remarks>
internal sealed class Preflight(ClusterCache cache, PackingOptions options, TimeProvider time)
{
    public Fault? Check(RunningPlan plan, int wave)
    {
        if (!cache.Assemble().TryGet(out Cluster? live, out Fault? fault))
            return fault;
        Cluster cluster = WithoutHints(live, plan);
        StepRecord[] steps = [.. plan.OfWave(wave).Where(s => s.State is StepState.Waiting or StepState.Evicting)];
        var mobility = Mobility.Of(cluster with { Budgets = [] }, options with { Now = time.GetUtcNow() });
        var placement = new Placement(cluster, options.Constraints);
        var pods = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < cluster.Pods.Count; i++)
            pods[cluster.Pods[i].Uid] = i;
        Dictionary<int, int> arrivals = Waiting(steps, cluster, pods);
        foreach (StepRecord step in steps.OrderBy(s => s.To is null))
        {
            int pod = step.From is null ? arrivals.GetValueOrDefault(step.Number, -1) : pods.GetValueOrDefault(step.Uid, -1);
            if (Problem(step, pod, cluster, mobility, placement) is { } problem)
                return new Fault(cluster.SourceName, $"pod {step.Pod}", problem, "the plan stops here; a new one is made");
        }

        return AnyGain(plan) ? null : new Fault(cluster.SourceName, "", "no pod that the plan was made for waits any more", "nothing is left to do");
    }

    private static string? Problem(StepRecord step, int pod, Cluster cluster, Mobility mobility, Placement placement)
    {
        if (pod < 0)
            return step.From is null ? "neither it nor a replica of it waits any more" : "it is gone";
        Pod it = cluster.Pods[pod];
        if (step.From is not null && it.NodeName != step.From)
            return $"it is no longer on {step.From}";
        if (mobility.Roles[pod] is PodRole.Fixed or PodRole.Ignored)
            return $"it {mobility.Reasons[pod]}";
        if (step.From is not null)
            placement.Remove(pod);
        if (step.To is null)
            return null;
        if (!cluster.NodeIndex.TryGetValue(step.To, out int node))
            return $"its node {step.To} is gone";
        IReadOnlyList<string> reasons = placement.WhyNot(pod, node);
        if (reasons.Count > 0)
            return $"it no longer fits on {step.To}: {string.Join(", ", reasons)}";
        placement.Place(pod, node);
        return null;
    }

    // A hint that one replica got is no room taken from a sibling that the step is checked with.
    private Cluster WithoutHints(Cluster cluster, RunningPlan plan)
    {
        var planned = plan.Steps.Select(s => s.Key).Distinct().SelectMany(cache.ReplicasOf).Select(p => p.Uid).ToHashSet(StringComparer.Ordinal);
        return cluster with { Pods = [.. cluster.Pods.Select(p => p.NominatedNodeName is not null && planned.Contains(p.Uid) ? p with { NominatedNodeName = null } : p)] };
    }

    /// <summary>For each arrival that waits, by its number, the pod itself, or one that stands in for it and for nobody else.</summary>
    private Dictionary<int, int> Waiting(StepRecord[] steps, Cluster cluster, Dictionary<string, int> pods)
    {
        var arrivals = new Dictionary<int, int>();
        foreach (StepRecord step in steps.Where(s => s.From is null))
        {
            if (pods.TryGetValue(step.Uid, out int own) && cluster.Pods[own].NodeName is null)
                arrivals[step.Number] = own;
        }

        var taken = arrivals.Values.ToHashSet();
        foreach (StepRecord step in steps.Where(s => s.From is null && !arrivals.ContainsKey(s.Number)))
        {
            foreach (PodState replica in cache.ReplicasOf(step.Key))
            {
                if (replica is { Node: null, Terminating: false } && pods.TryGetValue(replica.Uid, out int pod) && taken.Add(pod))
                {
                    arrivals[step.Number] = pod;
                    break;
                }
            }
        }

        return arrivals;
    }

    private bool AnyGain(RunningPlan plan)
    {
        var evicted = plan.Steps.Where(s => s.From is not null).Select(s => s.Uid).ToHashSet(StringComparer.Ordinal);
        return plan.Steps.Any(s => s.Kind == PackingMoveKind.Place && !evicted.Contains(s.Uid)
            && (s.State == StepState.Landed || cache.ReplicasOf(s.Key).Any(p => p is { Node: null, Terminating: false })));
    }
}
