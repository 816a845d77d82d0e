using Restow.Core.Views;
using Restow.Packing.Model;

namespace Restow.Packing.Views;

/// <summary>The nodes as bins: cpu and memory, and GPUs where there are any.</summary>
internal static class PackingBins
{
    public static BinsView Of(Cluster cluster, PackingPlan plan)
    {
        PackingGroups groups = PackingGroups.In(cluster);
        bool hasGpus = cluster.Nodes.Any(n => Gpus(n.Allocatable) > 0);
        int[] start = cluster.InitialAssignment();
        List<Segment>[] before = [.. cluster.Nodes.Select(_ => new List<Segment>())];
        List<Segment>[] after = [.. cluster.Nodes.Select(_ => new List<Segment>())];
        var waitingBefore = new List<int>();
        var waitingAfter = new List<int>();
        for (int i = 0; i < cluster.Pods.Count; i++)
        {
            (int from, int to) = (start[i], plan.Assignment[i]);
            SegmentChange change = from == to ? SegmentChange.None : from < 0 ? SegmentChange.Placed : to < 0 ? SegmentChange.Evicted : SegmentChange.Moved;
            Put(from, before, waitingBefore);
            Put(to, after, waitingAfter);

            void Put(int node, List<Segment>[] bins, List<int> waiting)
            {
                Pod pod = cluster.Pods[i];
                if (node < 0)
                    waiting.Add(groups.Of(i));
                else
                    bins[node].Add(new Segment(pod.Name, groups.Of(i), Shares(pod.Requests, cluster.Nodes[node].Allocatable, hasGpus), change));
            }
        }

        return new BinsView(
            "node",
            "pod",
            hasGpus ? ["cpu", "memory", "gpu"] : ["cpu", "memory"],
            groups.Title,
            groups.Names,
            groups.AreOrdered,
            [.. cluster.Nodes.Select((n, i) => new Bin(n.Name, before[i], after[i]) { Missing = hasGpus && Gpus(n.Allocatable) == 0 ? [2] : [] })])
        {
            WaitingBefore = waitingBefore,
            WaitingAfter = waitingAfter,
        };
    }

    private static double[] Shares(Resources wanted, Resources capacity, bool hasGpus)
    {
        double cpu = Share(wanted.Of(Resources.Cpu), capacity.Of(Resources.Cpu));
        double memory = Share(wanted.Of(Resources.Memory), capacity.Of(Resources.Memory));
        return hasGpus ? [cpu, memory, Share(Gpus(wanted), Gpus(capacity))] : [cpu, memory];
    }

    private static double Share(long wanted, long capacity) => capacity > 0 ? (double)wanted / capacity : 0;

    /// <summary>Thousandths of devices: shared and whole GPUs draw from the same ones, so a node's two figures are one capacity.</summary>
    private static long Gpus(Resources amounts) => Math.Max(amounts.Of(Resources.GpuMilli), amounts.Of(Resources.Gpu) * 1000);
}
