using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;
using Restow.Packing.Snapshots.Input;

namespace Restow.Packing.Snapshots.Conversion;

/// <summary>Converts volumes, claims, classes and attach limits, and says which of a pod's volumes cannot be evaluated.</summary>
internal sealed class Storage
{
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    private readonly Findings findings;
    private readonly HashSet<string> hostPathVolumes = new(StringComparer.Ordinal);
    private readonly List<string> unknown = [];

    public Storage(ApiObjects objects, Findings findings)
    {
        this.findings = findings;
        foreach (StorageClassObject item in objects.StorageClasses)
            Put(Classes, item.Name, ClassOf(item), Subjects.Of("StorageClass", item.Name));
        foreach (PersistentVolumeObject item in objects.Volumes)
            Put(Volumes, item.Name, VolumeOf(item), Subjects.Of("PersistentVolume", item.Name));
        string fallback = objects.StorageClasses
            .FirstOrDefault(c => c.Metadata?.Annotations?.GetValueOrDefault("storageclass.kubernetes.io/is-default-class") == "true")?.Name ?? "";
        foreach (ClaimObject item in objects.Claims)
            Put(Claims, $"{item.Namespace}/{item.Name}", ClaimOf(item, fallback), Subjects.Of("PersistentVolumeClaim", item.Namespace, item.Name));
        foreach (CsiNodeObject item in objects.CsiNodes)
            Put(CsiNodes, item.Name, LimitsOf(item), Subjects.Of("CSINode", item.Name));
    }

    public Dictionary<string, PersistentVolume> Volumes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, PersistentVolumeClaim> Claims { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, StorageClass> Classes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, CsiNode> CsiNodes { get; } = new(StringComparer.Ordinal);

    /// <summary>The claims a pod mounts and whether its data is on its node; what cannot be evaluated goes to <paramref name="unevaluated"/>.</summary>
    public (IReadOnlyList<string> Claims, bool IsLocal) Of(PodObject pod, ICollection<string> unevaluated)
    {
        var claims = new List<string>();
        bool isLocal = false;
        foreach (VolumeObject volume in (pod.Spec?.Volumes).Present())
        {
            if (volume.PersistentVolumeClaim?.ClaimName is { Length: > 0 } name)
                claims.Add(name);
            else if (volume.Ephemeral is not null)
                claims.Add($"{pod.Name}-{volume.Name}");
            else if (volume.EmptyDir is not null || volume.HostPath is not null || volume.GitRepo is not null)
                isLocal = true;
            else if (volume.AwsElasticBlockStore is not null || volume.GcePersistentDisk is not null || volume.Iscsi is not null || volume.Rbd is not null)
                unevaluated.Add($"volume {volume.Name} is mounted without a claim, and which node may use it is not known");
        }

        foreach (string claim in claims)
            isLocal |= Check(pod.Namespace, claim, unevaluated);
        return (claims, isLocal);
    }

    /// <returns>Whether the claim's volume is a directory of a node.</returns>
    private bool Check(string space, string name, ICollection<string> unevaluated)
    {
        if (!Claims.TryGetValue($"{space}/{name}", out PersistentVolumeClaim? claim))
        {
            unevaluated.Add(Claims.Count == 0
                ? $"it mounts claim {name}, and the snapshot has no persistent volume claims"
                : $"it mounts claim {name}, which is not in the snapshot");
            return false;
        }

        if (claim.VolumeName is null)
        {
            if (!Classes.ContainsKey(claim.StorageClass))
            {
                unevaluated.Add(claim.StorageClass.Length == 0
                    ? $"claim {name} is unbound and has no storage class"
                    : $"claim {name} is unbound and its storage class {claim.StorageClass} is not in the snapshot");
            }

            return false;
        }

        if (!Volumes.ContainsKey(claim.VolumeName))
            unevaluated.Add($"claim {name} is bound to volume {claim.VolumeName}, which is not in the snapshot");
        return hostPathVolumes.Contains(claim.VolumeName);
    }

    private static StorageClass ClassOf(StorageClassObject item)
    {
        var terms = new List<NodeSelectorTerm>();
        foreach (TopologyTermObject term in item.AllowedTopologies.Present())
        {
            terms.Add(new NodeSelectorTerm(
                [.. term.MatchLabelExpressions.Present().Select(r => new SelectorRequirement(r.Key ?? "", SelectorOperator.In, [.. r.Values.Present()]))], []));
        }

        return new StorageClass(item.Name, item.Provisioner ?? "", item.VolumeBindingMode == "WaitForFirstConsumer", terms);
    }

    private PersistentVolume VolumeOf(PersistentVolumeObject item)
    {
        PersistentVolumeSpec spec = item.Spec ?? new PersistentVolumeSpec();
        if (spec.HostPath is not null)
            hostPathVolumes.Add(item.Name);
        IReadOnlyList<NodeSelectorTerm>? affinity = Selectors.Convert(spec.NodeAffinity?.Required, unknown);
        if (unknown.Count > 0)
            findings.Report(Subjects.Of("PersistentVolume", item.Name), unknown[0], "correct its nodeAffinity");

        // In-tree disks are attached by the CSI driver they migrated to, and count against its limit.
        (string driver, string handle) = spec switch
        {
            { Csi: { } csi } => (csi.Driver ?? "", csi.VolumeHandle ?? ""),
            { AwsElasticBlockStore: { } disk } => ("ebs.csi.aws.com", disk.Handle),
            { GcePersistentDisk: { } disk } => ("pd.csi.storage.gke.io", disk.Handle),
            { AzureDisk: { } disk } => ("disk.csi.azure.com", disk.Handle),
            { Cinder: { } disk } => ("cinder.csi.openstack.org", disk.Handle),
            { VsphereVolume: { } disk } => ("csi.vsphere.vmware.com", disk.Handle),
            _ => ("", ""),
        };
        return new PersistentVolume(item.Name, affinity, (item.Metadata?.Labels).Present(), driver, handle)
        {
            StorageClass = spec.StorageClassName ?? item.Metadata?.Annotations?.GetValueOrDefault(ClassAnnotation) ?? "",
            Capacity = Bytes(spec.Capacity, Subjects.Of("PersistentVolume", item.Name)),
            AccessModes = [.. spec.AccessModes.Present()],
            IsBlock = spec.VolumeMode == "Block",
            ClaimedBy = spec.ClaimRef is { } owner ? $"{owner.Namespace}/{owner.Name}" : null,
            Terminating = item.Metadata?.DeletionTimestamp is { Length: > 0 },
        };
    }

    private PersistentVolumeClaim ClaimOf(ClaimObject item, string fallback)
    {
        string? volume = item.Spec?.VolumeName is { Length: > 0 } bound ? bound : null;
        string name = item.Spec?.StorageClassName
            ?? item.Metadata?.Annotations?.GetValueOrDefault(ClassAnnotation)
            ?? (volume is null ? fallback : "");
        bool oncePerPod = (item.Spec?.AccessModes).Present().Contains("ReadWriteOncePod");
        string subject = Subjects.Of("PersistentVolumeClaim", item.Namespace, item.Name);
        LabelSelector? selector = item.Spec?.Selector is { } wanted ? Selectors.Convert(wanted, unknown) : null;
        if (unknown.Count > 0)
            findings.Report(subject, unknown[0], "correct its selector");
        return new PersistentVolumeClaim(item.Namespace, item.Name, volume, name, oncePerPod)
        {
            Request = Bytes(item.Spec?.Resources?.Requests, subject),
            AccessModes = [.. (item.Spec?.AccessModes).Present()],
            IsBlock = item.Spec?.VolumeMode == "Block",
            Selector = selector,
            SelectedNode = item.Metadata?.Annotations?.GetValueOrDefault("volume.kubernetes.io/selected-node"),
        };
    }

    private long Bytes(Dictionary<string, Scalar>? list, string subject)
    {
        if (list is null || !list.TryGetValue("storage", out Scalar quantity))
            return 0;
        if (!Quantity.TryParseUnits(quantity.Text, out long bytes) || bytes < 0)
            findings.Report(subject, $"storage \"{quantity.Text}\" is not a size", "write it as Kubernetes does: 500Mi, 10Gi");
        return bytes;
    }

    private static CsiNode LimitsOf(CsiNodeObject item)
    {
        var limits = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (CsiNodeDriver driver in (item.Spec?.Drivers).Present())
        {
            if (driver is { Name: { } name, Allocatable.Count: >= 0 and int count })
                limits[name] = count;
        }

        return new CsiNode(item.Name, limits);
    }

    private void Put<T>(Dictionary<string, T> map, string key, T value, string subject)
    {
        if (!map.TryAdd(key, value))
            findings.Report(subject, "it is in the snapshot twice", "export the cluster once, into one file");
    }
}
