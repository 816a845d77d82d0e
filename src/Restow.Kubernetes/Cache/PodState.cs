using Restow.Kubernetes.Reservations;
using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;

namespace Restow.Kubernetes.Cache;

/// <summary>What the control plane follows of a pod, taken from its object when that changes.</summary>
/// <param name="Key">Whose replica it is.</param>
/// <param name="Requests">Effective requests in base units.</param>
/// <param name="Node">Where it is bound; <c>null</c> while pending.</param>
/// <param name="Waiting">Why it is pending; <see cref="PendingReason.None"/> when it is not.</param>
internal sealed record PodState(
    PodObject Source, string Uid, string Namespace, string Name, ReplicaKey Key, Resources Requests, string? Node, PendingReason Waiting, bool Terminating, bool Ready, bool Finished)
{
    public string FullName => $"{Namespace}/{Name}";

    /// <summary>Whether it holds room on a node.</summary>
    public bool IsCharged => Node is not null && !Finished;
}

/// <summary>Why a pod is not bound.</summary>
internal enum PendingReason
{
    None,

    /// <summary>The scheduler has not tried it yet.</summary>
    Queued,

    /// <summary>The scheduler found no node.</summary>
    Unschedulable,

    Gated,

    /// <summary>It names another scheduler.</summary>
    Foreign,

    Terminating,
}
