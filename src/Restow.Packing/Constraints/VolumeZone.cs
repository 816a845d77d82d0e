using System.Text;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>
/// Zone and region labels of bound volumes, <c>a__b</c> for a set (plug-in VolumeZone). As there, a node without any such
/// label takes every volume.
/// </summary>
internal sealed class VolumeZone : NodeRule
{
    private static readonly string[] Topology =
    [
        "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region",
        "topology.kubernetes.io/zone", "topology.kubernetes.io/region",
    ];

    public override string Name => "VolumeZone";

    protected override bool Applies(Cluster cluster) => cluster.Volumes.Values.Any(volume => Topology.Any(volume.Labels.ContainsKey));

    protected override bool Concerns(Cluster cluster, Pod pod) => pod.Claims.Count > 0 && VolumesOf(cluster, pod).Any(v => Topology.Any(v.Labels.ContainsKey));

    protected override void Key(StringBuilder key, Pod pod) => key.Text(pod.Namespace).Texts(pod.Claims);

    protected override string? Rejects(Cluster cluster, Pod pod, Node node)
    {
        if (!Topology.Any(node.Labels.ContainsKey))
            return null;
        foreach (PersistentVolume volume in VolumesOf(cluster, pod))
        {
            foreach (string label in Topology)
            {
                if (volume.Labels.TryGetValue(label, out string? zones) && !InZones(node, label, zones))
                    return "node(s) had no available volume zone";
            }
        }

        return null;
    }

    private static bool InZones(Node node, string label, string zones)
    {
        string current = label.Replace("failure-domain.beta", "topology", StringComparison.Ordinal);
        if (!node.Labels.TryGetValue(label, out string? zone) && !node.Labels.TryGetValue(current, out zone))
            return false;
        return zones.Split("__", StringSplitOptions.TrimEntries).Contains(zone);
    }

    private static IEnumerable<PersistentVolume> VolumesOf(Cluster cluster, Pod pod)
    {
        foreach (string name in pod.Claims)
        {
            if (cluster.Claims.TryGetValue($"{pod.Namespace}/{name}", out PersistentVolumeClaim? claim) &&
                claim.VolumeName is { } bound && cluster.Volumes.TryGetValue(bound, out PersistentVolume? volume))
            {
                yield return volume;
            }
        }
    }
}
