using Restow.Core;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Generation;

/// <summary>
/// Makes fleets like the paper's high workload of a snapshot: each machine leaves with a probability, most of those come back one by one onto the node that they
/// fit most tightly, ties at random ("Towards VM Rescheduling Optimization Through Deep Reinforcement Learning", section 5).
/// </summary>
public static class Churn
{
    /// <summary>One churned fleet; the same seed gives the same fleet.</summary>
    /// <param name="fleet">The snapshot.</param>
    /// <param name="seed">Seed of every random choice.</param>
    /// <param name="leave">Probability that a machine leaves.</param>
    /// <param name="back">Share of the leaving ones that come back.</param>
    public static Fleet Apply(Fleet fleet, ulong seed, double leave = 0.25, double back = 0.8)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        var random = new SeededRandom(seed);
        var free = new FreeRoom(fleet.Hosts);
        var stay = new List<Vm>();
        var gone = new List<Vm>();
        foreach (Vm vm in fleet.Vms)
            (random.NextDouble() < leave ? gone : stay).Add(vm);
        foreach (Vm vm in stay)
            free.Take(vm, vm.Placement);
        Vm[] returning = [.. gone];
        random.Shuffle<Vm>(returning);
        foreach (Vm vm in returning.Take((int)Math.Round(back * gone.Count)))
        {
            if (free.TightestFit(vm, random) is { } place)
            {
                free.Take(vm, place);
                stay.Add(vm with { Placement = place });
            }
        }

        return fleet with { Vms = stay, Rules = [] };
    }

    /// <summary>Share of free cores that lie in pieces smaller than <paramref name="chunk"/>; 0 when nothing is free.</summary>
    public static double FragmentRate(Fleet fleet, int chunk = 16)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        int[][] free = [.. fleet.Hosts.Select(h => h.Nodes.Select(n => n.Cores).ToArray())];
        foreach (Vm vm in fleet.Vms)
        {
            foreach (int node in vm.Placement.Nodes)
                free[vm.Placement.Host][node] -= vm.Cores;
        }

        long total = free.Sum(h => h.Sum(f => (long)f));
        return total == 0 ? 0 : (double)free.Sum(h => h.Sum(f => (long)(f % chunk))) / total;
    }
}
