using System.Text;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>
/// Bound volumes must reach the node; unbound claims must be provisionable there (plug-in VolumeBinding). Volumes that an
/// unbound claim could still be bound to are not modelled: a claim without a provisioner is refused everywhere, the safe side.
/// </summary>
internal sealed class VolumeBinding : NodeRule
{
    private const string NoProvisioner = "kubernetes.io/no-provisioner";
    private const string CannotBind = "node(s) didn't find available persistent volumes to bind";

    public override string Name => "VolumeBinding";

    protected override bool Concerns(Cluster cluster, Pod pod) => pod.Claims.Count > 0;

    protected override void Key(StringBuilder key, Pod pod) => key.Text(pod.Namespace).Texts(pod.Claims);

    protected override string? Rejects(Cluster cluster, Pod pod, Node node)
    {
        foreach (string name in pod.Claims)
        {
            string? reason = cluster.Claims.TryGetValue($"{pod.Namespace}/{name}", out PersistentVolumeClaim? claim)
                ? Rejects(cluster, claim, node)
                : $"persistentvolumeclaim \"{name}\" not found";
            if (reason is not null)
                return reason;
        }

        return null;
    }

    private static string? Rejects(Cluster cluster, PersistentVolumeClaim claim, Node node)
    {
        if (claim.VolumeName is { } bound)
        {
            if (!cluster.Volumes.TryGetValue(bound, out PersistentVolume? volume))
                return "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)";
            bool reaches = volume.NodeAffinity is null || NodeMatching.MatchesAny(volume.NodeAffinity, node);
            return reaches ? null : "node(s) had volume node affinity conflict";
        }

        if (!cluster.StorageClasses.TryGetValue(claim.StorageClass, out StorageClass? storage) || !storage.WaitForFirstConsumer)
            return "pod has unbound immediate PersistentVolumeClaims";
        bool provisionable = storage.Provisioner != NoProvisioner &&
            (storage.AllowedTopologies.Count == 0 || NodeMatching.MatchesAny(storage.AllowedTopologies, node));
        return provisionable ? null : CannotBind;
    }
}
