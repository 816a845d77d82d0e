using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>That no NUMA node has more on it than it holds.</summary>
internal static class Capacity
{
    /// <summary>The hosts; a repaired one has on an overcommitted node exactly what is used there, so that nothing is free.</summary>
    public static Host[] Check(IReadOnlyList<Host> hosts, IReadOnlyList<Vm> vms, FleetRepair repair)
    {
        (long Cores, long Memory)[][] used = [.. hosts.Select(h => new (long, long)[h.Nodes.Count])];
        foreach (Vm vm in vms)
        {
            Take(ref used[vm.Placement.Host][vm.Placement.NodeA], vm);
            if (vm.IsDouble)
                Take(ref used[vm.Placement.Host][vm.Placement.NodeB], vm);
        }

        Host[] result = [.. hosts];
        for (int h = 0; h < result.Length && !repair.Failed; h++)
        {
            for (int n = 0; n < result[h].Nodes.Count; n++)
            {
                NumaNode node = result[h].Nodes[n];
                (long cores, long memory) = used[h][n];
                string subject = $"host {result[h].Id}, NUMA node {n}";
                if (cores > Amounts.MostCores || memory > Amounts.MostMemoryMb)
                    repair.Report(subject, "its machines take more than any node has", "correct the export");
                else if (cores > node.Cores || memory > node.MemoryMb)
                    result[h] = Raise(result[h], n, cores, memory, subject, repair);
            }
        }

        return result;
    }

    private static Host Raise(Host host, int n, long cores, long memory, string subject, FleetRepair repair)
    {
        NumaNode node = host.Nodes[n];
        string problem = cores > node.Cores
            ? $"it is overcommitted: its machines take {cores:N0} of {node.Cores:N0} cores"
            : $"it is overcommitted: its machines take {memory:N0} of {node.MemoryMb:N0} MB of memory";
        if (!repair.Mend(subject, problem, "correct its capacity or its machines", "its capacity is what they take"))
            return host;
        NumaNode[] nodes = [.. host.Nodes];
        nodes[n] = new NumaNode((int)Math.Max(cores, node.Cores), (int)Math.Max(memory, node.MemoryMb));
        return host with { Nodes = nodes };
    }

    private static void Take(ref (long Cores, long Memory) used, Vm vm)
    {
        used.Cores += vm.Cores;
        used.Memory += vm.MemoryMb;
    }
}
