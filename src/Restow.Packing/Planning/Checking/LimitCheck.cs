using Restow.Packing.Model;

namespace Restow.Packing.Planning.Checking;

/// <summary>Whether a plan touches only pods that it may, and no more of them than it may.</summary>
internal static class LimitCheck
{
    public static string? Of(Cluster cluster, PackingOptions options, PackingPlan plan)
    {
        var mobility = Mobility.Of(cluster, options);
        var disturbed = new HashSet<int>();
        foreach (PackingMove move in plan.Plan.Steps.Select(step => step.Move))
        {
            if (mobility.Roles[move.Pod] is PodRole.Fixed or PodRole.Ignored)
                return $"it touches {cluster.Pods[move.Pod].FullName}, which {mobility.Reasons[move.Pod]}";
            if (move.Kind != PackingMoveKind.Place && cluster.Pods[move.Pod].NodeName is not null)
                disturbed.Add(move.Pod);
        }

        if (disturbed.Count > options.MaxMoves)
            return $"it disturbs {disturbed.Count} pods of at most {options.MaxMoves}";
        foreach (IGrouping<string, int> workload in disturbed.GroupBy(pod => NameOf(cluster.Pods[pod])))
        {
            if (workload.Count() > options.MaxMovesPerWorkload)
                return $"it disturbs {workload.Count()} pods of {workload.Key}, of at most {options.MaxMovesPerWorkload}";
        }

        return null;
    }

    private static string NameOf(Pod pod) =>
        pod.Workload is { } workload ? $"{workload.Kind} {pod.Namespace}/{workload.Name}" : $"Pod {pod.FullName}";
}
