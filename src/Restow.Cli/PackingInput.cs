using Restow.Core;
using Restow.Packing;
using Restow.Packing.Model;
using Restow.Packing.Snapshots;

namespace Restow.Cli;

/// <summary>The clusters that <c>restow pack</c> can read.</summary>
internal static class PackingInput
{
    public static Result<Cluster> Snapshot(string path) => KubernetesSnapshot.ReadFile(path);

    /// <summary>The GPU trace, with its pods where the scheduler's emulation puts them as they arrive.</summary>
    public static Result<Cluster> Openb(string nodes, string pods, int repeat, PackingOptions options) =>
        OpenbTrace.Read(nodes, pods, repeat).Then<Cluster>(cluster =>
        {
            PackingOptions arrival = options with { Method = PackingMethod.Default, Time = TimeSpan.FromMinutes(10), MaxMoves = null, MaxMovesPerWorkload = null };
            // Pods are scheduled as they arrive: none overtakes another for its priority.
            Cluster arriving = cluster with { Pods = [.. cluster.Pods.Select(pod => pod with { Priority = 0 })] };
            return Packer.Plan(arriving, arrival).Then<Cluster>(plan => cluster with
            {
                Pods = [.. cluster.Pods.Select((pod, i) => plan.Assignment[i] < 0 ? pod : pod with { NodeName = cluster.Nodes[plan.Assignment[i]].Name })],
            });
        });
}
