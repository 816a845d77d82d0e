namespace Restow.Packing.Model;

/// <summary>A persistent volume, as far as it ties pods to nodes.</summary>
/// <param name="NodeAffinity">Required node affinity; <c>null</c> when it may be used anywhere.</param>
/// <param name="Labels">Zone and region labels restrict in-tree volumes.</param>
/// <param name="Driver">CSI driver; empty for others.</param>
/// <param name="Handle">CSI volume handle; two claims on one handle count once.</param>
public sealed record PersistentVolume(string Name, IReadOnlyList<NodeSelectorTerm>? NodeAffinity, IReadOnlyDictionary<string, string> Labels, string Driver, string Handle)
{
    /// <summary>Its class; empty for none.</summary>
    public string StorageClass { get; init; } = "";

    /// <summary>Bytes.</summary>
    public long Capacity { get; init; }

    public IReadOnlyList<string> AccessModes { get; init; } = [];

    /// <summary>Whether it is a block device instead of a file system.</summary>
    public bool IsBlock { get; init; }

    /// <summary>The claim it belongs to or is kept for, <c>namespace/name</c>; <c>null</c> when it is free.</summary>
    public string? ClaimedBy { get; init; }

    public bool Terminating { get; init; }
}

/// <summary>A claim.</summary>
/// <param name="VolumeName">The bound volume; <c>null</c> while unbound.</param>
/// <param name="StorageClass">Its class; empty for none.</param>
/// <param name="ReadWriteOncePod">Whether one pod of the cluster may use it at a time.</param>
public sealed record PersistentVolumeClaim(string Namespace, string Name, string? VolumeName, string StorageClass, bool ReadWriteOncePod)
{
    /// <summary>Bytes it wants.</summary>
    public long Request { get; init; }

    public IReadOnlyList<string> AccessModes { get; init; } = [];

    /// <summary>Whether it wants a block device instead of a file system.</summary>
    public bool IsBlock { get; init; }

    /// <summary>The labels its volume must have; <c>null</c> for any.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>The node for which a volume is already being made; <c>null</c> for none.</summary>
    public string? SelectedNode { get; init; }
}

/// <summary>A storage class.</summary>
/// <param name="WaitForFirstConsumer">Whether binding waits for the pod's node.</param>
/// <param name="AllowedTopologies">Where volumes can be made; empty for anywhere. Any of the terms.</param>
public sealed record StorageClass(string Name, string Provisioner, bool WaitForFirstConsumer, IReadOnlyList<NodeSelectorTerm> AllowedTopologies);

/// <summary>How many volumes of each CSI driver a node can attach (CSINode).</summary>
public sealed record CsiNode(string NodeName, IReadOnlyDictionary<string, int> VolumeLimits);
