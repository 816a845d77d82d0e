using k8s.Models;

namespace Restow.Kubernetes.Reservations;

/// <summary>Tells replicas that stand in for each other: one controller, one template.</summary>
/// <param name="ControllerUid">UID of the direct controller, a ReplicaSet for a Deployment; of the pod itself where it has none.</param>
/// <param name="TemplateHash">Value of <c>pod-template-hash</c> or <c>controller-revision-hash</c>; empty when there is none.</param>
public readonly record struct ReplicaKey(string ControllerUid, string TemplateHash)
{
    /// <summary>The key of a pod; one that no controller recreates stands for itself alone, by its UID. <c>null</c> without a UID.</summary>
    public static ReplicaKey? Of(V1Pod pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        if (pod.Metadata?.OwnerReferences?.FirstOrDefault(o => o.Controller == true) is not { Uid: { Length: > 0 } uid })
            return pod.Metadata?.Uid is { Length: > 0 } own ? new ReplicaKey(own, "") : null;
        string? Label(string name) => pod.Metadata.Labels is { } labels && labels.TryGetValue(name, out string? value) ? value : null;
        return new ReplicaKey(uid, Label("pod-template-hash") ?? Label("controller-revision-hash") ?? "");
    }
}
