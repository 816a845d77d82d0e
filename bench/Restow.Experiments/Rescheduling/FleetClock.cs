using Restow.Core;
using Restow.Rescheduling.Model;

namespace Restow.Experiments.Rescheduling;

/// <summary>A fleet whose machines come and go: arrivals are drawn from its own mix and take the tightest place, ties at random; departures are random.</summary>
internal sealed class FleetClock
{
    private readonly Fleet fleet;
    private readonly SeededRandom random;
    private readonly (int Cores, int Memory)[][] free;
    private readonly List<Vm> vms;
    private int arrived;

    public FleetClock(Fleet fleet, ulong seed)
    {
        this.fleet = fleet;
        random = new SeededRandom(seed);
        free = [.. fleet.Hosts.Select(h => h.Nodes.Select(n => (n.Cores, n.MemoryMb)).ToArray())];
        vms = [.. fleet.Vms];
        foreach (Vm vm in vms)
            Take(vm, vm.Placement, 1);
    }

    public long FreeCores => free.Sum(h => h.Sum(n => (long)n.Cores));

    /// <summary>The fleet as it is; machines that stayed keep their ids.</summary>
    public Fleet Now() => fleet with { Vms = [.. vms], Rules = [] };

    /// <summary>So many events, as many arrivals as departures.</summary>
    public void Pass(int events)
    {
        for (int k = 0; k < events; k++)
        {
            if (k % 2 == 0)
                Depart();
            else
                Arrive();
        }
    }

    /// <summary>A machine arrives; <c>false</c> when it finds no place.</summary>
    public bool Arrive()
    {
        Vm drawn = fleet.Vms[random.Next(fleet.Vms.Count)];
        if (Tightest(drawn) is not { } place)
            return false;
        Vm vm = drawn with { Id = $"new_{arrived++}", Placement = place };
        Take(vm, place, 1);
        vms.Add(vm);
        return true;
    }

    private void Depart()
    {
        int k = random.Next(vms.Count);
        Take(vms[k], vms[k].Placement, -1);
        vms.RemoveAt(k);
    }

    private VmPlacement? Tightest(Vm vm)
    {
        VmPlacement? best = null;
        (int least, int ties) = (int.MaxValue, 0);
        for (int h = 0; h < free.Length; h++)
        {
            for (int a = 0; a < free[h].Length; a++)
            {
                for (int b = vm.IsDouble ? a + 1 : -1; b < (vm.IsDouble ? free[h].Length : 0); b++)
                {
                    if (!Fits(free[h][a], vm) || (b >= 0 && !Fits(free[h][b], vm)))
                        continue;
                    int left = free[h][a].Cores + (b < 0 ? 0 : free[h][b].Cores);
                    ties = left == least ? ties + 1 : 1;
                    if (left < least || (left == least && random.Next(ties) == 0))
                        (least, best) = (left, new VmPlacement(h, a, b));
                }
            }
        }

        return best;
    }

    private static bool Fits((int Cores, int Memory) node, Vm vm) => node.Cores >= vm.Cores && node.Memory >= vm.MemoryMb;

    private void Take(Vm vm, VmPlacement place, int sign)
    {
        foreach (int node in place.Nodes)
        {
            free[place.Host][node].Cores -= sign * vm.Cores;
            free[place.Host][node].Memory -= sign * vm.MemoryMb;
        }
    }
}
