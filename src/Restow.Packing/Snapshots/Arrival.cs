using Restow.Core;
using Restow.Packing.Model;

namespace Restow.Packing.Snapshots;

/// <summary>A cluster of pods that are all pending, as it is after they arrived: the state that a plan for a trace starts from.</summary>
public static class Arrival
{
    /// <summary>Each pod where the emulation of the default scheduler puts it, in the order of the list: none overtakes another for its priority, none is preempted.</summary>
    public static Result<Cluster> InOrder(Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return Place(cluster, cluster with { Pods = [.. cluster.Pods.Select(pod => pod with { Priority = 0, Created = null })] });
    }

    /// <summary>Each pod where the emulation of the default scheduler puts it when all wait at once: by priority, then in the order of the list.</summary>
    public static Result<Cluster> ByPriority(Cluster cluster) => Place(cluster, cluster);

    private static Result<Cluster> Place(Cluster cluster, Cluster arriving)
    {
        var options = new PackingOptions { Method = PackingMethod.Default, Time = TimeSpan.FromMinutes(10) };
        return Packer.Plan(arriving, options).Then<Cluster>(plan => cluster with
        {
            Pods = [.. cluster.Pods.Select((pod, i) => plan.Assignment[i] < 0 ? pod : pod with { NodeName = cluster.Nodes[plan.Assignment[i]].Name })],
        });
    }
}
