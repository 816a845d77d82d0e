using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;

namespace Restow.Rescheduling.Views;

/// <summary>Free cores by host and NUMA node for a given placement, and the figures that are read off them. Hosts in maintenance offer nothing.</summary>
internal sealed class FreeCores
{
    private readonly Fleet fleet;
    private readonly int[][] free;

    public FreeCores(Fleet fleet, IReadOnlyList<VmPlacement> placements)
    {
        this.fleet = fleet;
        free = [.. fleet.Hosts.Select(h => h.Nodes.Select(n => n.Cores).ToArray())];
        for (int v = 0; v < placements.Count; v++)
        {
            VmPlacement place = placements[v];
            foreach (int node in place.Nodes)
                free[place.Host][node] -= fleet.Vms[v].Cores;
        }
    }

    /// <summary>The chunk size that the figures are for: the objective's, where it has one on one node, or the paper's 16.</summary>
    public static int ChunkOf(FleetObjective objective) => objective switch
    {
        Fragments { Chunks: [var (cores, _)] } when cores <= Fragments.SpanAbove => cores,
        MemoryFragments memory => memory.Cores,
        _ => 16,
    };

    /// <summary>Whole chunks of free cores on one node.</summary>
    public long Slots(int chunk) => Offering.Sum(h => free[h].Sum(f => (long)(f / chunk)));

    /// <summary>Free cores on hosts that offer them.</summary>
    public long Total => Offering.Sum(h => free[h].Sum(f => (long)f));

    /// <summary>Share of the free cores in pieces smaller than a chunk; 0 when nothing is free.</summary>
    public double FragmentRate(int chunk)
    {
        long total = Total;
        return total == 0 ? 0 : (double)(total - (chunk * Slots(chunk))) / total;
    }

    /// <summary>For each node, host by host, the free cores in pieces smaller than a chunk.</summary>
    public double[] Stranded(int chunk) => [.. free.SelectMany((nodes, h) => nodes.Select(f => fleet.Hosts[h].Maintenance ? 0.0 : f % chunk))];

    /// <summary>Share of a node's cores that is free in whole chunks.</summary>
    public double WholeShare(int host, int node, int chunk) => (double)(free[host][node] / chunk * chunk) / Math.Max(1, fleet.Hosts[host].Nodes[node].Cores);

    /// <summary>For each host the share of its cores that is used, in percent.</summary>
    public double[] Used() => [.. free.Select((nodes, h) => 100.0 * (1 - ((double)nodes.Sum() / Math.Max(1, fleet.Hosts[h].Nodes.Sum(n => n.Cores)))))];

    private IEnumerable<int> Offering => Enumerable.Range(0, free.Length).Where(h => !fleet.Hosts[h].Maintenance);
}
