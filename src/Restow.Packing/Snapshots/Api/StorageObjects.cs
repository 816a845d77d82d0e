namespace Restow.Packing.Snapshots.Api;

/// <summary>v1.Volume of a pod.</summary>
internal sealed class VolumeObject
{
    public string? Name { get; set; }

    public ClaimSource? PersistentVolumeClaim { get; set; }

    public Presence? Ephemeral { get; set; }

    public Presence? EmptyDir { get; set; }

    public Presence? HostPath { get; set; }

    public Presence? GitRepo { get; set; }

    public Presence? AwsElasticBlockStore { get; set; }

    public Presence? GcePersistentDisk { get; set; }

    public Presence? Iscsi { get; set; }

    public Presence? Rbd { get; set; }
}

/// <summary>An object of which only that it is there matters.</summary>
internal sealed class Presence;

internal sealed class ClaimSource
{
    public string? ClaimName { get; set; }
}

/// <summary>v1.PersistentVolume.</summary>
internal sealed class PersistentVolumeObject : ApiObject
{
    public PersistentVolumeSpec? Spec { get; set; }
}

internal sealed class PersistentVolumeSpec
{
    public VolumeNodeAffinity? NodeAffinity { get; set; }

    public Dictionary<string, Scalar>? Capacity { get; set; }

    public List<string?>? AccessModes { get; set; }

    public string? StorageClassName { get; set; }

    public string? VolumeMode { get; set; }

    public ClaimReference? ClaimRef { get; set; }

    public CsiSource? Csi { get; set; }

    public Presence? HostPath { get; set; }

    public InTreeSource? AwsElasticBlockStore { get; set; }

    public InTreeSource? GcePersistentDisk { get; set; }

    public InTreeSource? AzureDisk { get; set; }

    public InTreeSource? Cinder { get; set; }

    public InTreeSource? VsphereVolume { get; set; }
}

internal sealed class ClaimReference
{
    public string? Namespace { get; set; }

    public string? Name { get; set; }
}

internal sealed class VolumeNodeAffinity
{
    public NodeSelectorObject? Required { get; set; }
}

internal sealed class CsiSource
{
    public string? Driver { get; set; }

    public string? VolumeHandle { get; set; }
}

/// <summary>An in-tree volume; each kind names its disk in another field.</summary>
internal sealed class InTreeSource
{
    public string? VolumeID { get; set; }

    public string? PdName { get; set; }

    public string? DiskName { get; set; }

    public string? VolumePath { get; set; }

    public string Handle => VolumeID ?? PdName ?? DiskName ?? VolumePath ?? "";
}

/// <summary>v1.PersistentVolumeClaim.</summary>
internal sealed class ClaimObject : ApiObject
{
    public ClaimSpec? Spec { get; set; }
}

internal sealed class ClaimSpec
{
    public string? VolumeName { get; set; }

    public string? StorageClassName { get; set; }

    public List<string?>? AccessModes { get; set; }

    public string? VolumeMode { get; set; }

    public LabelSelectorObject? Selector { get; set; }

    public ClaimResources? Resources { get; set; }
}

internal sealed class ClaimResources
{
    public Dictionary<string, Scalar>? Requests { get; set; }
}

/// <summary>storage.k8s.io/v1 StorageClass.</summary>
internal sealed class StorageClassObject : ApiObject
{
    public string? Provisioner { get; set; }

    public string? VolumeBindingMode { get; set; }

    public List<TopologyTermObject?>? AllowedTopologies { get; set; }
}

/// <summary>v1.TopologySelectorTerm.</summary>
internal sealed class TopologyTermObject
{
    public List<TopologyRequirement?>? MatchLabelExpressions { get; set; }
}

internal sealed class TopologyRequirement
{
    public string? Key { get; set; }

    public List<string?>? Values { get; set; }
}

/// <summary>storage.k8s.io/v1 CSINode.</summary>
internal sealed class CsiNodeObject : ApiObject
{
    public CsiNodeSpec? Spec { get; set; }
}

internal sealed class CsiNodeSpec
{
    public List<CsiNodeDriver?>? Drivers { get; set; }
}

internal sealed class CsiNodeDriver
{
    public string? Name { get; set; }

    public CsiNodeAllocatable? Allocatable { get; set; }
}

internal sealed class CsiNodeAllocatable
{
    public int? Count { get; set; }
}
