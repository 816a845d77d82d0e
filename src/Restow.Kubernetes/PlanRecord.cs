using Restow.Core;

namespace Restow.Kubernetes;

/// <summary>How far a plan of the live cluster is.</summary>
public enum PlanState
{
    /// <summary>Nothing better than the cluster as it is was found; there is nothing to do.</summary>
    NothingBetter,

    /// <summary>Published only: the controller observes.</summary>
    Proposed,

    /// <summary>Being carried out.</summary>
    Running,

    /// <summary>Every step is done.</summary>
    Done,

    /// <summary>Ended before its last step; <see cref="PlanRecord.Message"/> says why. Nothing is reserved for it any more.</summary>
    Stopped,
}

/// <summary>A plan of the live cluster and what became of it. This is also what is written to the cluster before each irreversible action.</summary>
public sealed record PlanRecord
{
    public required string Id { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>What asked for it: <c>pending</c> or <c>demand</c>.</summary>
    public required string Trigger { get; init; }

    public required PlanState State { get; init; }

    /// <summary>What is proven about it.</summary>
    public required Certificate Certificate { get; init; }

    /// <summary>Wall time of the search.</summary>
    public required double SolveSeconds { get; init; }

    /// <summary>The plan's figures before the first step and after the last, the main one first.</summary>
    public required IReadOnlyList<Measure> Before { get; init; }

    public required IReadOnlyList<Measure> After { get; init; }

    /// <summary>Its steps, by wave.</summary>
    public required IReadOnlyList<StepRecord> Steps { get; init; }

    /// <summary>Pods that it leaves pending (at most 50), and why: <c>namespace/name: reason</c>.</summary>
    public IReadOnlyList<string> Pending { get; init; } = [];

    /// <summary>Why running pods may not move, in a sentence with the commonest reasons; empty when all may.</summary>
    public IReadOnlyList<string> Immovable { get; init; } = [];

    /// <summary>How it ended, in words.</summary>
    public string Message { get; init; } = "";
}
