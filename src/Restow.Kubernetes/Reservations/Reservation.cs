using Restow.Packing.Model;

namespace Restow.Kubernetes.Reservations;

/// <summary>Room on a node that a plan holds for replicas that do not run there yet.</summary>
/// <param name="PlanId">The plan that holds it.</param>
/// <param name="Key">Whose replicas it is for.</param>
/// <param name="Namespace">Their namespace.</param>
/// <param name="Node">Where they are to land.</param>
/// <param name="Count">How many are still to land.</param>
/// <param name="Requests">What one of them needs, in base units.</param>
/// <param name="Expires">When it lapses, landed or not.</param>
public sealed record Reservation(string PlanId, ReplicaKey Key, string Namespace, string Node, int Count, Resources Requests, DateTimeOffset Expires);
