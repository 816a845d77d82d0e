namespace Restow.Packing.Model;

/// <summary>A PodDisruptionBudget.</summary>
/// <param name="Selector">Its pods; an empty selector means all of the namespace; <c>null</c> none.</param>
/// <param name="DisruptionsAllowed"><c>status.disruptionsAllowed</c>, how many of its healthy pods may be down at once beyond those that are; where the status is absent the reader computes it from the spec and the pods.</param>
public sealed record DisruptionBudget(string Namespace, string Name, LabelSelector? Selector, int DisruptionsAllowed);
