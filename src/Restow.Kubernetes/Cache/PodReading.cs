using Restow.Kubernetes.Reservations;
using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;
using Restow.Packing.Snapshots.Conversion;

namespace Restow.Kubernetes.Cache;

/// <summary>Reads what the control plane follows of a pod's object.</summary>
internal static class PodReading
{
    public static PodState Read(PodObject pod, EffectiveRequests requests, string schedulerName)
    {
        bool isFinished = PodConversion.IsFinished(pod);
        bool isTerminating = !string.IsNullOrEmpty(pod.Metadata?.DeletionTimestamp);
        string? node = pod.Spec?.NodeName is { Length: > 0 } name ? name : null;
        return new PodState(
            pod,
            pod.Metadata?.Uid ?? "",
            pod.Namespace,
            pod.Name,
            KeyOf(pod),
            Of(pod, requests),
            node,
            node is not null || isFinished ? PendingReason.None : WhyPending(pod, schedulerName, isTerminating),
            isTerminating,
            (pod.Status?.Conditions).Present().Any(c => c is { Type: "Ready", Status: "True" }),
            isFinished);
    }

    public static Resources Of(PodObject pod, EffectiveRequests requests) => requests.Of($"pod {pod.Namespace}/{pod.Name}", pod);

    /// <summary>As <see cref="ReplicaKey.Of"/>: the direct controller and the template; a pod that has no controller stands for itself.</summary>
    private static ReplicaKey KeyOf(PodObject pod)
    {
        if ((pod.Metadata?.OwnerReferences).Present().FirstOrDefault(o => o.Controller == true) is not { Uid: { Length: > 0 } uid })
            return new ReplicaKey(pod.Metadata?.Uid ?? "", "");
        string? Label(string name) => pod.Metadata?.Labels?.GetValueOrDefault(name);
        return new ReplicaKey(uid, Label("pod-template-hash") ?? Label("controller-revision-hash") ?? "");
    }

    private static PendingReason WhyPending(PodObject pod, string schedulerName, bool isTerminating)
    {
        if (isTerminating)
            return PendingReason.Terminating;
        if ((pod.Spec?.SchedulingGates).Present().Any())
            return PendingReason.Gated;
        if ((pod.Spec?.SchedulerName ?? "default-scheduler") != schedulerName)
            return PendingReason.Foreign;
        bool isRefused = (pod.Status?.Conditions).Present().Any(c => c is { Type: "PodScheduled", Status: "False", Reason: "Unschedulable" });
        return isRefused ? PendingReason.Unschedulable : PendingReason.Queued;
    }
}
