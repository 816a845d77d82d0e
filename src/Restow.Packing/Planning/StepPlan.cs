using Restow.Core;

namespace Restow.Packing.Planning;

/// <summary>A target placement as ordered steps, as far as an order exists.</summary>
/// <param name="Steps">The steps by wave; within a wave arrivals and then evictions, each by descending priority.</param>
/// <param name="Reached">The node of each pod after the last step; -1 where it is pending.</param>
/// <param name="Unordered">Pods that do not end where the canonical target wants them, and why.</param>
internal sealed record StepPlan(IReadOnlyList<PlanStep<PackingMove>> Steps, int[] Reached, IReadOnlyList<PodReason> Unordered);
