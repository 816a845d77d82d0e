namespace Restow.Core;

/// <summary>Which way a measure improves.</summary>
public enum Better
{
    /// <summary>More is better.</summary>
    Higher,

    /// <summary>Less is better.</summary>
    Lower,
}

/// <summary>One figure of a state, named and with its unit.</summary>
/// <param name="Name">camelCase, as it stands in JSON: <c>podsPlaced</c>.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit, singular: <c>pod</c>, <c>millicore</c>; empty for a ratio.</param>
/// <param name="Better">Which way it improves.</param>
public sealed record Measure(string Name, double Value, string Unit, Better Better);

/// <summary>A move and the wave that it belongs to: the moves of one wave may run together.</summary>
/// <param name="Wave">The wave, from 1. Every move of a wave is feasible once all earlier waves are done.</param>
/// <param name="Move">The move.</param>
public sealed record PlanStep<TMove>(int Wave, TMove Move);

/// <summary>What every planner of Restow returns: ordered steps, the state before and after them, and what is proven.</summary>
/// <typeparam name="TMove">A capability's move.</typeparam>
public sealed record Plan<TMove>
{
    /// <summary>The steps in an order in which each is feasible when its turn comes.</summary>
    public required IReadOnlyList<PlanStep<TMove>> Steps { get; init; }

    /// <summary>The figures before the first step; the main one first.</summary>
    public required IReadOnlyList<Measure> Before { get; init; }

    /// <summary>The same figures after the last step, in the same order.</summary>
    public required IReadOnlyList<Measure> After { get; init; }

    /// <summary>What is proven about the plan.</summary>
    public required Certificate Certificate { get; init; }

    /// <summary>Wall time from the end of reading to the plan.</summary>
    public required TimeSpan Elapsed { get; init; }
}
