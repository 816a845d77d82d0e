using Restow.Core;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Model;

namespace Restow.Experiments.Rescheduling;

/// <summary>A fleet whose machines come and go: arrivals are drawn from its own mix and take the tightest place, ties at random; departures are random.</summary>
internal sealed class FleetClock
{
    private readonly Fleet fleet;
    private readonly SeededRandom random;
    private readonly FreeRoom free;
    private readonly List<Vm> vms;
    private int arrived;

    public FleetClock(Fleet fleet, ulong seed)
    {
        this.fleet = fleet;
        random = new SeededRandom(seed);
        free = new FreeRoom(fleet.Hosts);
        vms = [.. fleet.Vms];
        foreach (Vm vm in vms)
            free.Take(vm, vm.Placement);
    }

    public long FreeCores => free.Cores;

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
        if (free.TightestFit(drawn, random) is not { } place)
            return false;
        Vm vm = drawn with { Id = $"new_{arrived++}", Placement = place };
        free.Take(vm, place);
        vms.Add(vm);
        return true;
    }

    private void Depart()
    {
        int k = random.Next(vms.Count);
        free.Release(vms[k], vms[k].Placement);
        vms.RemoveAt(k);
    }
}
