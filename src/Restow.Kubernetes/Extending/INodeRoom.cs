using Restow.Packing.Model;

namespace Restow.Kubernetes.Extending;

/// <summary>What the extender must know of the nodes: the live cache answers it, and tests do.</summary>
public interface INodeRoom
{
    /// <summary>What is free on a node: allocatable less the requests of the pods bound to it. Reservations are not subtracted.</summary>
    /// <returns>Whether the node is known.</returns>
    bool TryGetFree(string node, out Resources free);

    /// <summary>Effective requests of a pod in base units, as the packer counts them.</summary>
    Resources RequestsOf(k8s.Models.V1Pod pod);
}
