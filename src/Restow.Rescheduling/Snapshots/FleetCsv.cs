using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots.Input;

namespace Restow.Rescheduling.Snapshots;

/// <summary>Reads a fleet of two CSV files with headers: one line for each host, one for each machine.</summary>
/// <remarks>
/// <para>
/// Hosts: <c>host, cores, memory_mb</c>, and where they are there <c>numa_nodes</c> (1 when empty; cores and memory are divided evenly), <c>maintenance</c>,
/// <c>rack</c>. Hosts with uneven nodes need the JSON form.
/// </para>
/// <para>
/// Machines: <c>vm, host, cores, memory_mb</c> of the whole machine, and where they are there <c>node</c> (<c>0</c>, or <c>0+1</c> for half on each; 0 on a host
/// with one node), <c>type</c>, <c>movable</c>, <c>pinned_hosts</c> and <c>conflict_groups</c> (names with semicolons between; machines of one group never share
/// a host), <c>dirty_mb_per_s</c>.
/// </para>
/// </remarks>
public static class FleetCsv
{
    private static readonly string[] HostColumns = ["host", "cores", "memory_mb", "numa_nodes", "maintenance", "rack"];

    private static readonly string[] VmColumns =
        ["vm", "host", "cores", "memory_mb", "node", "type", "movable", "pinned_hosts", "conflict_groups", "dirty_mb_per_s"];

    /// <summary>The fleet of both files, or which file and line is wrong.</summary>
    /// <param name="hostsCsv">The file of hosts.</param>
    /// <param name="vmsCsv">The file of machines.</param>
    /// <param name="repair">Whether inconsistencies are repaired with a warning instead of being a fault.</param>
    public static Result<Fleet> ReadFiles(string hostsCsv, string vmsCsv, bool repair = false) =>
        InputFile.Read(hostsCsv).Then(hosts => InputFile.Read(vmsCsv).Then(vms => Read((InputFile.NameOf(hostsCsv), hosts), (InputFile.NameOf(vmsCsv), vms), repair)));

    internal static Result<Fleet> Read((string Source, byte[] Bytes) hosts, (string Source, byte[] Bytes) vms, bool repair)
    {
        var raw = new RawFleet(vms.Source);
        var nodes = new Dictionary<string, int>(StringComparer.Ordinal);
        var groups = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        if (!CsvTable.Read(hosts.Source, hosts.Bytes, HostColumns, required: 3, HostOf).TryGet(out List<RawHost>? hostRows, out Fault? fault))
            return fault;
        foreach (RawHost host in hostRows)
            nodes.TryAdd(host.Id, host.Nodes.Count);
        if (!CsvTable.Read(vms.Source, vms.Bytes, VmColumns, required: 4, line => VmOf(line, nodes, groups)).TryGet(out List<RawVm>? vmRows, out fault))
            return fault;
        raw.Hosts.AddRange(hostRows);
        raw.Vms.AddRange(vmRows);
        foreach ((string name, List<string> members) in groups)
            raw.Rules.Add(new RawRule(name, RuleKind.AntiAffinity, true, members));
        return FleetBuilder.Build(raw, repair);
    }

    private static RawHost HostOf(CsvLine line)
    {
        double nodes = line.Text("numa_nodes").Length == 0 ? 1 : line.Number("numa_nodes");
        if (!(nodes is >= 1 and <= 8 && double.IsInteger(nodes)))
        {
            line.Report("numa_nodes is not a whole number from 1 to 8");
            nodes = 1;
        }

        double cores = line.Number("cores");
        if (cores % nodes > 0)
            line.Report($"{cores} cores are not a multiple of {nodes} NUMA nodes");
        double memory = Math.Floor(line.Number("memory_mb") / nodes);
        return new RawHost(line.Text("host"), [.. Enumerable.Range(0, (int)nodes).Select(n => new RawNode(n, cores / nodes, memory))])
        {
            Maintenance = line.Flag("maintenance", whenEmpty: false),
            Rack = line.Text("rack"),
        };
    }

    private static RawVm VmOf(CsvLine line, Dictionary<string, int> nodesOfHost, Dictionary<string, List<string>> groups)
    {
        string id = line.Text("vm");
        string host = line.Text("host");
        foreach (string group in line.Names("conflict_groups"))
        {
            if (!groups.TryGetValue(group, out List<string>? members))
                groups[group] = members = [];
            members.Add(id);
        }

        string[] nodes = line.Text("node").Split('+', StringSplitOptions.TrimEntries);
        var numbers = new double[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes is [""] && nodesOfHost.GetValueOrDefault(host, 1) == 1)
                continue;
            if (!int.TryParse(nodes[i], out int number))
                line.Report(nodes is [""] ? $"node is empty, and host {host} has several" : $"node \"{line.Text("node")}\" is neither a number nor two like 0+1");
            numbers[i] = number;
        }

        double dirty = line.Number("dirty_mb_per_s");
        return new RawVm(id, host, [.. numbers.Select(n => new RawNode(n, line.Number("cores") / numbers.Length, line.Number("memory_mb") / numbers.Length))])
        {
            Type = line.Text("type"),
            AllowMigration = line.Flag("movable", whenEmpty: true),
            PinnedTo = line.Names("pinned_hosts"),
            DirtyMbPerSecond = double.IsNaN(dirty) && line.Text("dirty_mb_per_s").Length == 0 ? 0 : dirty,
        };
    }
}
