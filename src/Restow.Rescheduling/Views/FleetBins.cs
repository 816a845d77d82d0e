using Restow.Core.Views;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;

namespace Restow.Rescheduling.Views;

/// <summary>The NUMA nodes of the hosts as bins of cores and memory, and as a heat map.</summary>
internal static class FleetBins
{
    private const int MostGroups = 7;

    public static BinsView Of(Fleet fleet, IReadOnlyList<VmPlacement> after, FleetObjective objective, FreeCores freeBefore, FreeCores freeAfter)
    {
        int[] sizes = [.. fleet.Vms.Select(TotalCores).Distinct().OrderDescending()];
        int groups = Math.Min(MostGroups, sizes.Length);
        int[][] runs = [.. Enumerable.Range(0, groups).Select(i => sizes[(i * sizes.Length / groups)..((i + 1) * sizes.Length / groups)])];
        Dictionary<int, int> groupOf = runs.Index().SelectMany(r => r.Item.Select(size => (size, r.Index))).ToDictionary(p => p.size, p => p.Index);
        List<Segment>[][] before = [.. fleet.Hosts.Select(h => h.Nodes.Select(_ => new List<Segment>()).ToArray())];
        List<Segment>[][] then = [.. fleet.Hosts.Select(h => h.Nodes.Select(_ => new List<Segment>()).ToArray())];
        for (int v = 0; v < fleet.Vms.Count; v++)
        {
            Vm vm = fleet.Vms[v];
            SegmentChange change = vm.Placement == after[v] ? SegmentChange.None : SegmentChange.Moved;
            Put(vm.Placement, before);
            Put(after[v], then);

            void Put(VmPlacement place, List<Segment>[][] bins)
            {
                foreach (int node in place.Nodes)
                    bins[place.Host][node].Add(new Segment(vm.Id, groupOf[TotalCores(vm)], Shares(vm, fleet.Hosts[place.Host].Nodes[node]), change));
            }
        }

        int chunk = FreeCores.ChunkOf(objective);
        bool hasPieces = objective is Fragments or MemoryFragments;
        return new BinsView(
            fleet.Hosts.All(h => h.Nodes.Count == 1) ? "host" : "NUMA node",
            "virtual machine",
            ["cores", "memory"],
            "cores",
            [.. runs.Select(r => r.Length == 1 ? $"{r[0]}" : $"{r[^1]} to {r[0]}")],
            true,
            [.. fleet.Hosts.SelectMany((h, i) => h.Nodes.Select((node, n) => new Bin(h.Nodes.Count == 1 ? h.Id : $"{n}", before[i][n], then[i][n])
            {
                Of = h.Nodes.Count == 1 ? "" : h.Id,
                Whole = hasPieces && !h.Maintenance ? (freeBefore.WholeShare(i, n, chunk), freeAfter.WholeShare(i, n, chunk)) : null,
            }))])
        {
            CanWait = false,
            PiecesName = hasPieces ? $"free slots of {chunk} cores" : "",
        };
    }

    /// <summary>Stranded cores by NUMA node; or how full each host is, where the objective is not about room for chunks.</summary>
    public static HeatMapView Heat(Fleet fleet, FleetObjective objective, FreeCores before, FreeCores after)
    {
        if (objective is not (Fragments or MemoryFragments))
            return new HeatMapView("Used cores by host", "host", "% of its cores", 100, before.Used(), after.Used());
        int chunk = FreeCores.ChunkOf(objective);
        string node = fleet.Hosts.All(h => h.Nodes.Count == 1) ? "host" : "NUMA node";
        return new HeatMapView($"Free cores by {node} in pieces smaller than {chunk}", node, "cores", Math.Max(1, chunk - 1), before.Stranded(chunk), after.Stranded(chunk));
    }

    private static int TotalCores(Vm vm) => vm.IsDouble ? 2 * vm.Cores : vm.Cores;

    private static double[] Shares(Vm vm, NumaNode node) => [(double)vm.Cores / Math.Max(1, node.Cores), (double)vm.MemoryMb / Math.Max(1, node.MemoryMb)];
}
