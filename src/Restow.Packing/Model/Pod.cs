namespace Restow.Packing.Model;

/// <summary>The controller that recreates a pod. Pods of one workload and template are interchangeable unless a claim or an opt-out tells them apart.</summary>
/// <param name="Kind">Kind of the owner that counts for operators, the top of the chain that the snapshot shows: Deployment, StatefulSet, Job.</param>
/// <param name="Name">Its name.</param>
/// <param name="ControllerKind">Kind of the direct controller, a ReplicaSet for a Deployment.</param>
/// <param name="ControllerUid">UID of the direct controller (its name where the snapshot has no UID).</param>
/// <param name="TemplateHash">Value of <c>pod-template-hash</c> or <c>controller-revision-hash</c>; empty when there is none.</param>
public sealed record WorkloadReference(string Kind, string Name, string ControllerKind, string ControllerUid, string TemplateHash);

/// <summary>A pod of the snapshot that still counts: neither succeeded nor failed.</summary>
public sealed record Pod
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public string Uid { get; init; } = "";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = Empty.Strings;

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = Empty.Strings;

    /// <summary>The node it is bound to; <c>null</c> while it is pending.</summary>
    public string? NodeName { get; init; }

    /// <summary><c>status.nominatedNodeName</c> of a pending pod: room that preemption reserves for it.</summary>
    public string? NominatedNodeName { get; init; }

    /// <summary>Effective requests in base units (containers, sidecars, init containers, pod-level override, overhead, in-place resize), with <c>pods</c> = 1.</summary>
    public required Resources Requests { get; init; }

    public int Priority { get; init; }

    /// <summary><c>preemptionPolicy: Never</c>: it may wait for room, but nothing is evicted for it.</summary>
    public bool NeverPreempts { get; init; }

    public IReadOnlyList<Toleration> Tolerations { get; init; } = [];

    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = Empty.Strings;

    /// <summary>Required node affinity: any of the terms; <c>null</c> when there is none.</summary>
    public IReadOnlyList<NodeSelectorTerm>? NodeAffinity { get; init; }

    public IReadOnlyList<WeightedNodeSelectorTerm> PreferredNodeAffinity { get; init; } = [];

    public IReadOnlyList<PodAffinityTerm> Affinity { get; init; } = [];

    public IReadOnlyList<PodAffinityTerm> AntiAffinity { get; init; } = [];

    public IReadOnlyList<WeightedPodAffinityTerm> PreferredAffinity { get; init; } = [];

    public IReadOnlyList<TopologySpread> Spread { get; init; } = [];

    public IReadOnlyList<HostPort> HostPorts { get; init; } = [];

    /// <summary>Names of the persistent volume claims it mounts, in its namespace (generic ephemeral volumes as <c>pod-volume</c>).</summary>
    public IReadOnlyList<string> Claims { get; init; } = [];

    /// <summary>Whether it has an emptyDir or hostPath volume, whose data does not move with it.</summary>
    public bool HasLocalStorage { get; init; }

    /// <summary>Whether it refers to DRA resource claims.</summary>
    public bool HasResourceClaims { get; init; }

    public WorkloadReference? Workload { get; init; }

    /// <summary>Whether it is a static pod's mirror (<c>kubernetes.io/config.mirror</c>) or owned by its node.</summary>
    public bool IsStatic { get; init; }

    public DateTimeOffset? Created { get; init; }

    public string SchedulerName { get; init; } = "default-scheduler";

    /// <summary>Whether it has scheduling gates left.</summary>
    public bool Gated { get; init; }

    /// <summary>Whether it has a deletion timestamp. It still occupies its node.</summary>
    public bool Terminating { get; init; }

    /// <summary>Whether it is bound to a node but not running yet (phase Pending).</summary>
    public bool Starting { get; init; }

    /// <summary>Whether its Ready condition is true; a disruption budget counts such pods as healthy.</summary>
    public bool Ready { get; init; } = true;

    /// <summary>GPU models a trace's pod accepts; empty for any.</summary>
    public IReadOnlyList<string> GpuModels { get; init; } = [];

    /// <summary>What the reader could not evaluate about this pod's scheduling, in words; such a pod never moves and the output says why.</summary>
    public IReadOnlyList<string> Unevaluated { get; init; } = [];

    /// <summary><c>namespace/name</c>.</summary>
    public string FullName => $"{Namespace}/{Name}";
}
