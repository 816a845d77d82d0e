using Restow.Core;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Checking;

/// <summary>Whether a fleet makes sense: indices in range, amounts positive, no node beyond its capacity.</summary>
public static class FleetCheck
{
    /// <summary>Most NUMA nodes of a host.</summary>
    public const int MostNodes = 8;

    /// <summary>The first inconsistency; <c>null</c> when there is none.</summary>
    public static Fault? Check(Fleet fleet)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        foreach (Host host in fleet.Hosts)
        {
            if (host.Nodes.Count is 0 or > MostNodes)
                return Bad(fleet, $"host {host.Id}", $"it has {host.Nodes.Count} NUMA nodes", $"give it 1 to {MostNodes}");
            if (host.Nodes.Any(n => n.Cores < 0 || n.MemoryMb < 0 || n.Cores > 1_000_000))
                return Bad(fleet, $"host {host.Id}", "a NUMA node's capacity is out of range", "give cores from 0 to 1,000,000 and memory from 0");
        }

        long[][] cores = [.. fleet.Hosts.Select(h => new long[h.Nodes.Count])];
        long[][] memory = [.. fleet.Hosts.Select(h => new long[h.Nodes.Count])];
        foreach (Vm vm in fleet.Vms)
        {
            if (Misplaced(fleet, vm) is { } fault)
                return fault;
            foreach (int node in vm.Placement.Nodes)
            {
                NumaNode capacity = fleet.Hosts[vm.Placement.Host].Nodes[node];
                cores[vm.Placement.Host][node] += vm.Cores;
                memory[vm.Placement.Host][node] += vm.MemoryMb;
                if (cores[vm.Placement.Host][node] > capacity.Cores || memory[vm.Placement.Host][node] > capacity.MemoryMb)
                    return Bad(fleet, $"host {fleet.Hosts[vm.Placement.Host].Id}", $"NUMA node {node} is overcommitted once {vm.Id} is on it", "export the fleet at one moment, or repair the snapshot (--repair)");
            }
        }

        foreach (PlacementRule rule in fleet.Rules)
        {
            if (rule.Vms.Any(v => v < 0 || v >= fleet.Vms.Count) || rule.Vms.Distinct().Count() != rule.Vms.Count)
                return Bad(fleet, $"rule {rule.Name}", "a machine in it is unknown or named twice", "name each machine of the fleet at most once");
        }

        return null;
    }

    private static Fault? Misplaced(Fleet fleet, Vm vm)
    {
        VmPlacement place = vm.Placement;
        if (vm.Cores <= 0 || vm.MemoryMb < 0)
            return Bad(fleet, $"vm {vm.Id}", "its cores are not positive or its memory is negative", "correct its size");
        if (place.Host < 0 || place.Host >= fleet.Hosts.Count)
            return Bad(fleet, $"vm {vm.Id}", "its host is unknown", "export hosts and machines together");
        int nodes = fleet.Hosts[place.Host].Nodes.Count;
        if (place.NodeA < 0 || place.NodeA >= nodes || place.NodeB >= nodes || place.NodeB < -1 || (place.IsDouble && place.NodeB <= place.NodeA))
            return Bad(fleet, $"vm {vm.Id}", $"its host has no such NUMA nodes ({place.NodeA}, {place.NodeB})", "give one node, or two different ones in ascending order");
        if (vm.PinnedTo.Any(h => h < 0 || h >= fleet.Hosts.Count))
            return Bad(fleet, $"vm {vm.Id}", "it is pinned to an unknown host", "pin it to hosts of the fleet");
        if (!(vm.DirtyMbPerSecond >= 0) || double.IsInfinity(vm.DirtyMbPerSecond))
            return Bad(fleet, $"vm {vm.Id}", "its dirty rate is not a number of 0 or more", "give MB a second");
        return null;
    }

    private static Fault Bad(Fleet fleet, string subject, string problem, string remedy) => new(fleet.SourceName, subject, problem, remedy);
}
