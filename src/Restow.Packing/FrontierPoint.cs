namespace Restow.Packing;

/// <summary>The best plan that disturbs at most so many running pods.</summary>
/// <param name="Moves">Running pods that it disturbs.</param>
/// <param name="Plan">The plan.</param>
public sealed record FrontierPoint(int Moves, PackingPlan Plan);
