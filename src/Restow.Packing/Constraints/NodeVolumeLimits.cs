using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>
/// How many volumes of a CSI driver a node can attach, by CSINode (plug-in NodeVolumeLimits). A volume that several pods
/// of a node share counts once there; an unbound claim counts as a volume of its class's provisioner.
/// </summary>
internal sealed class NodeVolumeLimits : IConstraint
{
    public string Name => "NodeVolumeLimits";

    public IConstraintState? Bind(Cluster cluster)
    {
        var drivers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (CsiNode node in cluster.CsiNodes.Values)
        {
            foreach (string driver in node.VolumeLimits.Keys)
                drivers.TryAdd(driver, drivers.Count);
        }

        if (drivers.Count == 0)
            return null;
        var handles = new Dictionary<(int, string), int>();
        var volumes = new Volume[cluster.Pods.Count][];
        for (int pod = 0; pod < volumes.Length; pod++)
            volumes[pod] = [.. VolumesOf(cluster, cluster.Pods[pod], drivers, handles).Distinct().OrderBy(volume => volume.Driver)];
        return handles.Count == 0 ? null : new State(volumes, Limits(cluster, drivers), drivers.Count, handles.Count);
    }

    private static IEnumerable<Volume> VolumesOf(Cluster cluster, Pod pod, Dictionary<string, int> drivers, Dictionary<(int, string), int> handles)
    {
        foreach (string name in pod.Claims)
        {
            if (!cluster.Claims.TryGetValue($"{pod.Namespace}/{name}", out PersistentVolumeClaim? claim) ||
                Identify(cluster, claim) is not var (driverName, handle) || !drivers.TryGetValue(driverName, out int driver))
            {
                continue;
            }

            if (!handles.TryGetValue((driver, handle), out int id))
                handles[(driver, handle)] = id = handles.Count;
            yield return new Volume(driver, id);
        }
    }

    private static (string Driver, string Handle)? Identify(Cluster cluster, PersistentVolumeClaim claim)
    {
        if (claim.VolumeName is { } bound)
        {
            return cluster.Volumes.TryGetValue(bound, out PersistentVolume? volume)
                ? (volume.Driver, volume.Handle.Length > 0 ? volume.Handle : volume.Name)
                : null;
        }

        return cluster.StorageClasses.TryGetValue(claim.StorageClass, out StorageClass? storage)
            ? (storage.Provisioner, $"{storage.Provisioner}-{claim.Namespace}/{claim.Name}")
            : null;
    }

    private static int[] Limits(Cluster cluster, Dictionary<string, int> drivers)
    {
        var limits = new int[cluster.Nodes.Count * drivers.Count];
        Array.Fill(limits, int.MaxValue);
        for (int node = 0; node < cluster.Nodes.Count; node++)
        {
            if (!cluster.CsiNodes.TryGetValue(cluster.Nodes[node].Name, out CsiNode? csi))
                continue;
            foreach ((string driver, int limit) in csi.VolumeLimits)
                limits[(node * drivers.Count) + drivers[driver]] = limit;
        }

        return limits;
    }

    private readonly record struct Volume(int Driver, int Handle);

    private sealed class State(Volume[][] volumes, int[] limits, int drivers, int handles) : IConstraintState
    {
        private readonly int[] attached = new int[limits.Length];
        private readonly Dictionary<long, int> users = [];

        public bool IsStatic => false;

        public bool IsMonotone => true;

        public bool Concerns(int pod) => volumes[pod].Length > 0;

        public bool Allows(int pod, int node)
        {
            // The pod's volumes stand driver by driver: a driver's new ones are complete when the next driver begins.
            int driver = -1;
            int fresh = 0;
            foreach (Volume volume in volumes[pod])
            {
                if (volume.Driver != driver)
                    fresh = 0;
                driver = volume.Driver;
                if (users.GetValueOrDefault(Key(node, volume)) > 0)
                    continue;
                fresh++;
                int slot = (node * drivers) + driver;
                if (attached[slot] + fresh > limits[slot])
                    return false;
            }

            return true;
        }

        public string Explain(int pod, int node) => "node(s) exceed max volume count";

        public void Add(int pod, int node)
        {
            foreach (Volume volume in volumes[pod])
            {
                int count = users[Key(node, volume)] = users.GetValueOrDefault(Key(node, volume)) + 1;
                if (count == 1)
                    attached[(node * drivers) + volume.Driver]++;
            }
        }

        public void Remove(int pod, int node)
        {
            foreach (Volume volume in volumes[pod])
            {
                int count = users[Key(node, volume)] -= 1;
                if (count == 0)
                    attached[(node * drivers) + volume.Driver]--;
            }
        }

        private long Key(int node, Volume volume) => ((long)node * handles) + volume.Handle;
    }
}
