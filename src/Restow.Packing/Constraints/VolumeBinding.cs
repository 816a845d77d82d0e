using System.Text;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>
/// Bound volumes must reach the node; for unbound claims a free volume must reach it, or one must be provisionable there (plug-in
/// VolumeBinding). That two claims do not get the same free volume is the matter of <see cref="FreeVolumes"/>.
/// </summary>
internal sealed class VolumeBinding : NodeRule
{
    private const string NoProvisioner = "kubernetes.io/no-provisioner";
    internal const string CannotBind = "node(s) didn't find available persistent volumes to bind";

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
        if (claim.SelectedNode is { } selected)
            return selected == node.Name && CanProvision(storage, node) ? null : CannotBind;
        return CanProvision(storage, node) || cluster.Volumes.Values.Any(v => FreeVolumes.Serves(v, claim) && FreeVolumes.Reaches(v, node)) ? null : CannotBind;
    }

    internal static bool CanProvision(StorageClass storage, Node node) =>
        storage.Provisioner != NoProvisioner && (storage.AllowedTopologies.Count == 0 || NodeMatching.MatchesAny(storage.AllowedTopologies, node));
}
