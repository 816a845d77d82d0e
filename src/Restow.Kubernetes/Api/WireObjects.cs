using System.Text.Json;
using System.Text.Json.Serialization;

namespace Restow.Kubernetes.Api;

// What is written to the API and read beside the cluster's own objects, as the API names it.

internal sealed record ApiStatus(string? Message, int? Code, string? Reason, ApiStatusDetails? Details = null);

internal sealed record ApiStatusDetails(int? RetryAfterSeconds);

internal sealed record ApiGroup(IReadOnlyList<ApiGroupVersion> Versions);

internal sealed record ApiGroupVersion(string GroupVersion);

internal sealed record ApiResourceList(IReadOnlyList<ApiResourceEntry> Resources);

internal sealed record ApiResourceEntry(string Name, string? Group, string? Version);

internal sealed record WireMeta(string Name, string? Namespace = null)
{
    public string? ResourceVersion { get; init; }

    public string? Uid { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}

internal sealed record ConfigMapBody(WireMeta Metadata, IReadOnlyDictionary<string, string>? Data)
{
    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "ConfigMap";
}

internal sealed record LeaseBody(WireMeta Metadata, LeaseSpec Spec)
{
    public string ApiVersion { get; init; } = "coordination.k8s.io/v1";

    public string Kind { get; init; } = "Lease";
}

/// <summary>Times as RFC 3339 with six decimals.</summary>
internal sealed record LeaseSpec(string? HolderIdentity, int? LeaseDurationSeconds, string? AcquireTime, string? RenewTime, int? LeaseTransitions);

internal sealed record EvictionBody(string ApiVersion, WireMeta Metadata, DeleteOptions DeleteOptions)
{
    public string Kind { get; init; } = "Eviction";
}

internal sealed record DeleteOptions(DeletePreconditions Preconditions)
{
    public long? GracePeriodSeconds { get; init; }
}

internal sealed record DeletePreconditions(string Uid);

internal sealed record EventBody(WireMeta Metadata, EventSubject InvolvedObject, string Reason, string Message, string Type)
{
    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "Event";

    public required EventSource Source { get; init; }

    public required string FirstTimestamp { get; init; }

    public required string LastTimestamp { get; init; }

    public int Count { get; init; } = 1;
}

internal sealed record EventSubject(string ApiVersion, string Kind, string Name, string Namespace, string? Uid);

internal sealed record EventSource(string Component);

/// <summary>A strategic merge patch of a pod's status.</summary>
internal sealed record NominationPatch(NominationStatus Status);

/// <param name="NominatedNodeName"><c>null</c> takes the nomination back.</param>
/// <param name="Conditions">Merged by type.</param>
internal sealed record NominationStatus([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NominatedNodeName, IReadOnlyList<PodConditionBody> Conditions);

/// <summary>A condition of a pod, as <c>kubectl describe</c> and <c>kubectl wait</c> see it.</summary>
internal sealed record PodConditionBody(string Type, string Status, string Reason, string Message, string LastTransitionTime);

/// <summary>A merge patch of a pod's annotations.</summary>
internal sealed record AnnotationPatch(AnnotationMeta Metadata);

internal sealed record AnnotationMeta(IReadOnlyDictionary<string, string?> Annotations);

internal sealed record ProbeBody(WireMeta Metadata, ProbeSpec Spec)
{
    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "Pod";
}

internal sealed record ProbeSpec(string SchedulerName, IReadOnlyList<ProbeContainer> Containers, IReadOnlyList<ProbeToleration> Tolerations)
{
    public long TerminationGracePeriodSeconds { get; init; }

    public string RestartPolicy { get; init; } = "Never";

    public bool AutomountServiceAccountToken { get; init; }
}

internal sealed record ProbeContainer(string Name, string Image);

internal sealed record ProbeToleration(string Operator);

/// <summary>Readers and writers of the above.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiStatus))]
[JsonSerializable(typeof(ApiGroup))]
[JsonSerializable(typeof(ApiResourceList))]
[JsonSerializable(typeof(ConfigMapBody))]
[JsonSerializable(typeof(LeaseBody))]
[JsonSerializable(typeof(EvictionBody))]
[JsonSerializable(typeof(EventBody))]
[JsonSerializable(typeof(NominationPatch))]
[JsonSerializable(typeof(AnnotationPatch))]
[JsonSerializable(typeof(ProbeBody))]
internal sealed partial class WireJson : JsonSerializerContext;
