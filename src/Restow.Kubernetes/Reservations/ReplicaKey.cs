using k8s.Models;

namespace Restow.Kubernetes.Reservations;

/// <summary>Tells replicas that stand in for each other: one controller, one template.</summary>
/// <param name="ControllerUid">UID of the direct controller, a ReplicaSet for a Deployment.</param>
/// <param name="TemplateHash">Value of <c>pod-template-hash</c> or <c>controller-revision-hash</c>; empty when there is none.</param>
public readonly record struct ReplicaKey(string ControllerUid, string TemplateHash)
{
    /// <summary>The key of a pod; <c>null</c> for one that no controller recreates.</summary>
    public static ReplicaKey? Of(V1Pod pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        if (pod.Metadata?.OwnerReferences?.FirstOrDefault(o => o.Controller == true) is not { Uid: { Length: > 0 } uid })
            return null;
        string? Label(string name) => pod.Metadata.Labels is { } labels && labels.TryGetValue(name, out string? value) ? value : null;
        return new ReplicaKey(uid, Label("pod-template-hash") ?? Label("controller-revision-hash") ?? "");
    }
}
