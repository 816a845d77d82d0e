using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;

namespace Restow.Rescheduling.Search;

/// <summary>A fleet compiled to flat arrays: hosts, then their NUMA nodes side by side, then machines. Immutable, shared by threads.</summary>
/// <remarks>Nodes have one number over all hosts: node k of host h is <c>NodeStart[h] + k</c>.</remarks>
internal sealed class ReschedulingProblem
{
    /// <summary>What one unit of the objective weighs in a score; a broken soft rule weighs 1.</summary>
    public const long Unit = 1L << 16;

    private ReschedulingProblem(Fleet fleet, ReschedulingOptions options)
    {
        Fleet = fleet;
        Options = options;
        NodeStart = new int[fleet.Hosts.Count + 1];
        for (int h = 0; h < fleet.Hosts.Count; h++)
            NodeStart[h + 1] = NodeStart[h] + fleet.Hosts[h].Nodes.Count;
        int nodes = NodeStart[^1];
        NodeHost = new int[nodes];
        NodeCores = new int[nodes];
        NodeMemory = new int[nodes];
        NodeValue = new long[nodes][];
        Maintenance = [.. fleet.Hosts.Select(h => h.Maintenance)];
        CompileNodes(fleet, options.Objective);
        Vms = fleet.Vms.Count;
        Cores = [.. fleet.Vms.Select(v => v.Cores)];
        Memory = [.. fleet.Vms.Select(v => v.MemoryMb)];
        OriginA = [.. fleet.Vms.Select(v => NodeStart[v.Placement.Host] + v.Placement.NodeA)];
        OriginB = [.. fleet.Vms.Select(v => v.IsDouble ? NodeStart[v.Placement.Host] + v.Placement.NodeB : -1)];
        MigratedMb = [.. fleet.Vms.Select(v => CopiedMb(v, options))];
        Rules = new CompiledRules(fleet);
        Movable = [.. fleet.Vms.Select((v, i) => v.AllowMigration && !Rules.HeldTogether(i))];
        Pins = [.. fleet.Vms.Select(v => v.PinnedTo.Count == 0 ? null : v.PinnedTo.ToHashSet())];
    }

    public Fleet Fleet { get; }

    public ReschedulingOptions Options { get; private set; }

    public FleetObjective Objective => Options.Objective;

    public int Hosts => Maintenance.Length;

    public int Nodes => NodeHost.Length;

    public int Vms { get; }

    /// <summary>First node of each host, and the number of nodes at the end.</summary>
    public int[] NodeStart { get; }

    public int[] NodeHost { get; }

    public int[] NodeCores { get; }

    public int[] NodeMemory { get; }

    /// <summary>For each node the objective's value of 0, 1, ... free cores. Nodes of one size share an array; on a host in maintenance all is 0.</summary>
    public long[][] NodeValue { get; }

    public bool[] Maintenance { get; }

    /// <summary>Cores of each machine on each of its nodes.</summary>
    public int[] Cores { get; }

    /// <summary>Memory of each machine on each of its nodes, MB.</summary>
    public int[] Memory { get; }

    /// <summary>Where each machine is in the snapshot.</summary>
    public int[] OriginA { get; }

    /// <summary>Its second node there, or -1.</summary>
    public int[] OriginB { get; }

    /// <summary>MB that migrating each machine copies, pages that are dirtied meanwhile included.</summary>
    public long[] MigratedMb { get; }

    /// <summary>Whether a machine may migrate.</summary>
    public bool[] Movable { get; }

    /// <summary>The only hosts that a machine may migrate to; <c>null</c> for all.</summary>
    public HashSet<int>?[] Pins { get; }

    public CompiledRules Rules { get; }

    /// <summary>Whether the score is a sum over nodes of <see cref="NodeValue"/> alone, so that a loop over it needs nothing else.</summary>
    public bool IsSeparable => Objective.SpanValue == 0 && Objective.EmptyHostValue == 0 && Objective.MemoryChunkValue == 0;

    /// <summary>What each machine left on a host in maintenance costs: more than any change of the objective and of the soft rules.</summary>
    public long EvacuationWeight { get; private set; }

    /// <summary>Machines on hosts in maintenance that may not migrate.</summary>
    public int StuckInMaintenance => Enumerable.Range(0, Vms).Count(v => !Movable[v] && Maintenance[NodeHost[OriginA[v]]]);

    public int MaxMigrations => Options.MaxMigrations;

    public long MaxMigratedMb => Options.MaxMigratedMb ?? long.MaxValue;

    public static ReschedulingProblem Compile(Fleet fleet, ReschedulingOptions options) => new(fleet, options);

    /// <summary>The same problem for a search of its own: another seed, other threads.</summary>
    public ReschedulingProblem WithSeed(ulong seed, int threads)
    {
        var other = (ReschedulingProblem)MemberwiseClone();
        other.Options = Options with { Seed = seed, Threads = threads };
        return other;
    }

    /// <summary>MB that a live migration copies: memory, and again what is dirtied while it is copied (a geometric series, cut at nine tenths).</summary>
    public static long CopiedMb(Vm vm, ReschedulingOptions options)
    {
        double again = Math.Clamp(vm.DirtyMbPerSecond / options.BandwidthMbPerSecond, 0, 0.9);
        return (long)Math.Ceiling(vm.TotalMemoryMb / (1 - again));
    }

    private void CompileNodes(Fleet fleet, FleetObjective objective)
    {
        var tables = new Dictionary<NumaNode, long[]>();
        var nothing = new Dictionary<int, long[]>();
        long most = 0;
        for (int h = 0; h < fleet.Hosts.Count; h++)
        {
            Host host = fleet.Hosts[h];
            for (int k = 0; k < host.Nodes.Count; k++)
            {
                NumaNode node = host.Nodes[k];
                int n = NodeStart[h] + k;
                NodeHost[n] = h;
                NodeCores[n] = node.Cores;
                NodeMemory[n] = node.MemoryMb;
                if (!tables.TryGetValue(node, out long[]? table))
                    tables[node] = table = [.. Enumerable.Range(0, node.Cores + 1).Select(free => objective.OfCores(node, free))];
                if (!nothing.TryGetValue(node.Cores, out long[]? zero))
                    nothing[node.Cores] = zero = new long[node.Cores + 1];
                NodeValue[n] = host.Maintenance ? zero : table;
                most += table.Max() - table.Min() + objective.EmptyHostValue;
                if (objective.SpanCores > 0)
                    most += objective.SpanValue * (node.Cores / objective.SpanCores);
                if (objective.MemoryChunkMb > 0)
                    most += objective.MemoryChunkValue * (node.MemoryMb / objective.MemoryChunkMb);
            }
        }

        EvacuationWeight = (most + 1) * Unit;
    }
}
