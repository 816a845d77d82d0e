namespace Restow.Packing.Snapshots.Api;

/// <summary>v1.Pod.</summary>
internal sealed class PodObject : ApiObject
{
    public PodSpec? Spec { get; set; }

    public PodStatus? Status { get; set; }
}

/// <summary>v1.PodSpec.</summary>
internal sealed class PodSpec
{
    public string? NodeName { get; set; }

    public string? SchedulerName { get; set; }

    public int? Priority { get; set; }

    public string? PriorityClassName { get; set; }

    public string? PreemptionPolicy { get; set; }

    public bool? HostNetwork { get; set; }

    public List<ContainerObject?>? Containers { get; set; }

    public List<ContainerObject?>? InitContainers { get; set; }

    public ResourceRequirements? Resources { get; set; }

    public Dictionary<string, Scalar>? Overhead { get; set; }

    public Dictionary<string, string?>? NodeSelector { get; set; }

    public AffinityObject? Affinity { get; set; }

    public List<TolerationObject?>? Tolerations { get; set; }

    public List<SpreadObject?>? TopologySpreadConstraints { get; set; }

    public List<VolumeObject?>? Volumes { get; set; }

    public List<NamedObject?>? SchedulingGates { get; set; }

    public List<NamedObject?>? ResourceClaims { get; set; }
}

/// <summary>v1.PodStatus.</summary>
internal sealed class PodStatus
{
    public string? Phase { get; set; }

    public string? Resize { get; set; }

    public string? NominatedNodeName { get; set; }

    public List<ConditionObject?>? Conditions { get; set; }

    public List<ContainerStatus?>? ContainerStatuses { get; set; }

    public List<ContainerStatus?>? InitContainerStatuses { get; set; }

    public Dictionary<string, Scalar>? AllocatedResources { get; set; }

    public ResourceRequirements? Resources { get; set; }
}

/// <summary>v1.Container.</summary>
internal sealed class ContainerObject
{
    public string? Name { get; set; }

    public string? RestartPolicy { get; set; }

    public ResourceRequirements? Resources { get; set; }

    public List<PortObject?>? Ports { get; set; }
}

/// <summary>v1.ContainerStatus.</summary>
internal sealed class ContainerStatus
{
    public string? Name { get; set; }

    public Dictionary<string, Scalar>? AllocatedResources { get; set; }

    public ResourceRequirements? Resources { get; set; }
}

/// <summary>v1.ResourceRequirements.</summary>
internal sealed class ResourceRequirements
{
    public Dictionary<string, Scalar>? Requests { get; set; }

    public Dictionary<string, Scalar>? Limits { get; set; }
}

/// <summary>v1.ContainerPort.</summary>
internal sealed class PortObject
{
    public int? ContainerPort { get; set; }

    public int? HostPort { get; set; }

    public string? HostIP { get; set; }

    public string? Protocol { get; set; }
}

/// <summary>v1.PodCondition.</summary>
internal sealed class ConditionObject
{
    public string? Type { get; set; }

    public string? Status { get; set; }

    public string? Reason { get; set; }
}

/// <summary>A list's element of which its name, or that it is there, is enough.</summary>
internal sealed class NamedObject
{
    public string? Name { get; set; }
}
