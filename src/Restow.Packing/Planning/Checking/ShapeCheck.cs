using Restow.Core;
using Restow.Packing.Model;

namespace Restow.Packing.Planning.Checking;

/// <summary>Whether a plan speaks of pods and nodes that exist, in waves that count up from 1.</summary>
internal static class ShapeCheck
{
    public static string? Of(Cluster cluster, PackingPlan plan)
    {
        if (plan.Assignment.Length != cluster.Pods.Count)
            return $"it assigns {plan.Assignment.Length} pods of {cluster.Pods.Count}";
        int pod = Array.FindIndex(plan.Assignment, node => node < -1 || node >= cluster.Nodes.Count);
        if (pod >= 0)
            return $"{cluster.Pods[pod].FullName} is assigned to node {plan.Assignment[pod]} of {cluster.Nodes.Count}";
        int wave = 1;
        foreach (PlanStep<PackingMove> step in plan.Plan.Steps)
        {
            if (step.Wave < wave)
                return $"wave {step.Wave} comes after wave {wave}";
            wave = step.Wave;
            if (Of(cluster, step.Move) is { } problem)
                return problem;
        }

        return null;
    }

    private static string? Of(Cluster cluster, PackingMove move)
    {
        if (move.Pod < 0 || move.Pod >= cluster.Pods.Count)
            return $"it moves pod {move.Pod} of {cluster.Pods.Count}";
        Pod pod = cluster.Pods[move.Pod];
        if (pod.Namespace != move.Namespace || pod.Name != move.Name)
            return $"it calls {pod.FullName} {move.Namespace}/{move.Name}";
        bool leaves = move.Kind is PackingMoveKind.Move or PackingMoveKind.Evict;
        bool arrives = move.Kind is PackingMoveKind.Move or PackingMoveKind.Place;
        if (leaves != move.From is not null || arrives != move.To is not null)
            return $"the step on {pod.FullName} has the wrong ends for {move.Kind}";
        if (move.To == move.From)
            return $"{pod.FullName} moves to where it is";
        string? unknown = new[] { move.From, move.To }.FirstOrDefault(node => node is not null && !cluster.NodeIndex.ContainsKey(node));
        return unknown is null ? null : $"the step on {pod.FullName} names the node {unknown}, which does not exist";
    }
}
