namespace Restow.Packing.Model;

/// <summary>A PodDisruptionBudget.</summary>
/// <param name="Selector">Its pods; an empty selector means all of the namespace; <c>null</c> none.</param>
/// <param name="DisruptionsAllowed"><c>status.disruptionsAllowed</c>, how many of its healthy pods may be down at once beyond those that are; where the status is absent the reader computes it from the spec and the pods.</param>
public sealed record DisruptionBudget(string Namespace, string Name, LabelSelector? Selector, int DisruptionsAllowed)
{
    /// <summary>Whether pods that are not ready may be evicted at any time: <c>unhealthyPodEvictionPolicy: AlwaysAllow</c>.</summary>
    public bool AlwaysAllowsUnhealthy { get; init; }

    /// <summary>Whether as many pods are healthy as it wants, and it wants any; pods that are not ready may be evicted then under either policy.</summary>
    public bool IsMet { get; init; }

    /// <summary>
    /// Whether the eviction API evicts the pod without asking this budget: it is terminating or has not started, or it is not ready and the budget lets
    /// such pods go (pkg/registry/core/pod/storage/eviction.go). As long as a plan keeps to <see cref="DisruptionsAllowed"/>, a budget that is met stays so.
    /// </summary>
    public bool Spares(Pod pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        return pod.Terminating || pod.Starting || (!pod.Ready && (AlwaysAllowsUnhealthy || IsMet));
    }
}
