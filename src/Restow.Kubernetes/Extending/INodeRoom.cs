using System.Diagnostics.CodeAnalysis;
using Restow.Packing.Model;

namespace Restow.Kubernetes.Extending;

/// <summary>What the extender must know of the nodes: the live cache answers it, and tests do.</summary>
public interface INodeRoom
{
    /// <summary>What is free on a node: allocatable less the requests of the pods bound to it. Reservations are not subtracted.</summary>
    /// <returns>Whether the node is known.</returns>
    bool TryGetFree(string node, [MaybeNullWhen(false)] out Resources free);

    /// <summary>Effective requests of a pod in base units, as the packer counts them.</summary>
    Resources RequestsOf(k8s.Models.V1Pod pod);

    /// <summary>Effective requests of a pod by its UID: what a node gains when the pod is preempted.</summary>
    /// <returns>Whether the pod is known. One that is not is taken to free nothing, which protects reservations and may refuse a preemption.</returns>
    bool TryGetRequests(string podUid, [MaybeNullWhen(false)] out Resources requests)
    {
        requests = null;
        return false;
    }
}
