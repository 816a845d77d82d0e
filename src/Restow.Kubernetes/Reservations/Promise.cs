namespace Restow.Kubernetes.Reservations;

/// <summary>Where a planned pod is to land.</summary>
/// <param name="Node">The node that holds room for it.</param>
/// <param name="IsOffered">Whether the scheduler offers that node now. If not, the pod waits for it.</param>
/// <param name="Expires">When the room is given up.</param>
internal readonly record struct Promise(string Node, bool IsOffered, DateTimeOffset Expires);
