using Restow.Core.Views;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;

namespace Restow.Rescheduling.Views;

/// <summary>The hosts as bins of cores and memory, and as a heat map.</summary>
internal static class FleetBins
{
    private const int MostGroups = 7;

    public static BinsView Of(Fleet fleet, IReadOnlyList<VmPlacement> after)
    {
        int[] sizes = [.. fleet.Vms.Select(TotalCores).Distinct().OrderDescending()];
        int groups = Math.Min(MostGroups, sizes.Length);
        int[][] runs = [.. Enumerable.Range(0, groups).Select(i => sizes[(i * sizes.Length / groups)..((i + 1) * sizes.Length / groups)])];
        Dictionary<int, int> groupOf = runs.Index().SelectMany(r => r.Item.Select(size => (size, r.Index))).ToDictionary(p => p.size, p => p.Index);
        List<Segment>[] before = [.. fleet.Hosts.Select(_ => new List<Segment>())];
        List<Segment>[] then = [.. fleet.Hosts.Select(_ => new List<Segment>())];
        for (int v = 0; v < fleet.Vms.Count; v++)
        {
            Vm vm = fleet.Vms[v];
            SegmentChange change = vm.Placement == after[v] ? SegmentChange.None : SegmentChange.Moved;
            before[vm.Placement.Host].Add(Put(vm.Placement.Host));
            then[after[v].Host].Add(Put(after[v].Host));

            Segment Put(int host) => new(vm.Id, groupOf[TotalCores(vm)], Shares(vm, fleet.Hosts[host]), change);
        }

        return new BinsView(
            "host",
            "virtual machine",
            ["cores", "memory"],
            "cores",
            [.. runs.Select(r => r.Length == 1 ? $"{r[0]}" : $"{r[^1]} to {r[0]}")],
            true,
            [.. fleet.Hosts.Select((h, i) => new Bin(h.Id, before[i], then[i]))])
        {
            CanWait = false,
        };
    }

    /// <summary>Stranded cores by host; or how full each is, where the objective is not about room for chunks.</summary>
    public static HeatMapView Heat(Fleet fleet, FleetObjective objective, FreeCores before, FreeCores after)
    {
        if (objective is not (Fragments or MemoryFragments))
            return new HeatMapView("Used cores by host", "host", "% of its cores", 100, before.Used(), after.Used());
        int chunk = FreeCores.ChunkOf(objective);
        double most = Math.Max(1, (chunk - 1) * fleet.Hosts.Max(h => h.Nodes.Count));
        return new HeatMapView($"Free cores by host in pieces smaller than {chunk}", "host", "cores", most, before.Stranded(chunk), after.Stranded(chunk));
    }

    private static int TotalCores(Vm vm) => vm.IsDouble ? 2 * vm.Cores : vm.Cores;

    private static double[] Shares(Vm vm, Host host) =>
    [
        (double)TotalCores(vm) / Math.Max(1, host.Nodes.Sum(n => n.Cores)),
        (double)vm.TotalMemoryMb / Math.Max(1, host.Nodes.Sum(n => (long)n.MemoryMb)),
    ];
}
