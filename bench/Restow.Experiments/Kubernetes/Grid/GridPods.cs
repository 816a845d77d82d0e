using k8s.Models;

namespace Restow.Experiments.Kubernetes.Grid;

/// <summary>The pods of a generated cluster at one moment.</summary>
/// <param name="Items">All of them, leaving ones included.</param>
/// <param name="Priorities">The priorities that there are, the highest first.</param>
internal sealed record GridPods(IReadOnlyList<V1Pod> Items, int[] Priorities)
{
    public int Running => Items.Count(IsRunning);

    /// <summary>Running pods by descending priority, joined by <c>/</c>.</summary>
    public string ByPriority => string.Join('/', Priorities.Select(priority => Items.Count(p => IsRunning(p) && p.Spec.Priority == priority)));

    /// <summary>Whether these are the pods that run, by name and node.</summary>
    public string Fingerprint => string.Join(' ', Items.Where(IsRunning).Select(p => p.Metadata.Uid).Order(StringComparer.Ordinal));

    /// <summary>Whether there are this many, none is leaving, and each runs or was refused by the scheduler.</summary>
    public bool IsDecided(int count) => Items.Count == count && Items.All(p => p.Metadata.DeletionTimestamp is null && (IsRunning(p) || IsRefused(p)));

    private static bool IsRunning(V1Pod pod) => pod.Status?.Phase == "Running" && pod.Metadata.DeletionTimestamp is null;

    private static bool IsRefused(V1Pod pod) =>
        pod.Spec.NodeName is null && (pod.Status?.Conditions?.Any(c => c is { Type: "PodScheduled", Status: "False", Reason: "Unschedulable" }) ?? false);
}
