using Restow.Kubernetes.Reservations;
using Restow.Packing;

namespace Restow.Kubernetes;

/// <summary>How far a step of a plan is.</summary>
public enum StepState
{
    Waiting,

    /// <summary>Recorded before the eviction is asked for; whether it happened is seen from the pod's UID.</summary>
    Evicting,

    /// <summary>The pod is gone or going.</summary>
    Evicted,

    /// <summary>The pod or its replacement is bound to the promised node.</summary>
    Landed,

    Failed,
}

/// <summary>One step of a plan on one pod.</summary>
public sealed record StepRecord
{
    /// <summary>Its place in the plan, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>The wave it belongs to, from 1.</summary>
    public required int Wave { get; init; }

    public required PackingMoveKind Kind { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>UID of the pod that the plan was made for. A replacement has another one.</summary>
    public required string Uid { get; init; }

    /// <summary>Its workload for people: <c>Deployment default/web</c>.</summary>
    public required string Workload { get; init; }

    /// <summary>Whose replicas stand in for it.</summary>
    public required ReplicaKey Key { get; init; }

    public required int Priority { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    /// <summary>What it needs, in base units.</summary>
    public required IReadOnlyDictionary<string, long> Requests { get; init; }

    public StepState State { get; init; }

    /// <summary>UIDs of its replicas that ran on <see cref="To"/> before the plan: they are no replacements.</summary>
    public IReadOnlyList<string> Present { get; init; } = [];

    /// <summary>UID of the pod that landed.</summary>
    public string? LandedUid { get; init; }

    /// <summary>What happened, in words.</summary>
    public string Note { get; init; } = "";

    /// <summary><c>namespace/name</c>.</summary>
    public string Pod => $"{Namespace}/{Name}";
}
