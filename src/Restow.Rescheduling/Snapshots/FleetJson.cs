using System.Text.Json;
using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots.Input;

namespace Restow.Rescheduling.Snapshots;

/// <summary>
/// Reads and writes a fleet in the JSON form of the VM2RL data sets (bytedance/DRL-based-VM-Rescheduling): all its clusters as one pool. The additions are
/// described in docs/vm.md: <c>pinned_hosts</c>, <c>dirty_mb_per_s</c>, the status MAINTENANCE, and rules in <c>deployment_set</c>.
/// </summary>
/// <remarks>What a snapshot says is free is ignored: free is capacity less what the machines take.</remarks>
public static class FleetJson
{
    /// <summary>The fleet of a file, or what is wrong with it.</summary>
    /// <param name="path">The file; <c>-</c> is standard input.</param>
    /// <param name="repair">Whether inconsistencies are repaired with a warning instead of being a fault.</param>
    public static Result<Fleet> ReadFile(string path, bool repair = false) =>
        InputFile.Read(path).Then(bytes => Read(bytes, InputFile.NameOf(path), repair));

    /// <summary>The fleet of a document in memory, or what is wrong with it.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <param name="repair">Whether inconsistencies are repaired with a warning instead of being a fault.</param>
    public static Result<Fleet> Read(ReadOnlyMemory<byte> utf8, string source, bool repair = false)
    {
        if (!InputFile.TryParse(source, () => JsonSerializer.Deserialize(InputFile.Text(utf8.Span), FleetDocumentContext.Default.FleetDocument), out FleetDocument? document, out Fault? fault))
            return fault;
        if (document.ClusterList is null)
            return new Fault(source, "", "it has no cluster_list", "export the fleet again");
        return Convert(document.ClusterList, source).Then(raw => FleetBuilder.Build(raw, repair));
    }

    /// <summary>Writes the fleet so that reading gives it back.</summary>
    public static void Write(Fleet fleet, Stream output)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(output);
        FleetJsonWriter.Write(fleet, output);
    }

    private static Result<RawFleet> Convert(List<ClusterObject?> clusters, string source)
    {
        var raw = new RawFleet(source);
        foreach (ClusterObject? cluster in clusters)
        {
            foreach (HostObject? host in cluster?.HostInfo ?? [])
                raw.Hosts.Add(HostOf(host ?? new HostObject()));
            foreach (VmObject? vm in cluster?.VmInstance ?? [])
                raw.Vms.Add(VmOf(vm ?? new VmObject()));
            foreach (JsonElement group in cluster?.OtherRequirement?.DeploymentSet ?? [])
            {
                if (!DeploymentSet.Read(group, raw.Rules.Count + 1, source).TryGet(out RawRule? rule, out Fault? fault))
                    return fault;
                raw.Rules.Add(rule);
            }
        }

        return raw;
    }

    private static RawHost HostOf(HostObject host)
    {
        string status = host.Status ?? "ACTIVE";
        bool isMaintenance = status.Equals("MAINTENANCE", StringComparison.OrdinalIgnoreCase);
        IReadOnlyList<RawNode> nodes = host.Numa is null && host is { NodeCpu: { } cores, NodeMemMb: { } memory }
            ? [new RawNode(0, cores, memory)]
            : [.. (host.Numa ?? []).Select(n => new RawNode(n?.Node ?? double.NaN, n?.TotalCpu ?? double.NaN, n?.MemoryHugeTotalMb ?? double.NaN))];
        return new RawHost(host.NodeId ?? "", nodes)
        {
            Cores = host.NodeCpu ?? double.NaN,
            MemoryMb = host.NodeMemMb ?? double.NaN,
            Maintenance = isMaintenance,
            UnknownStatus = isMaintenance || status.Equals("ACTIVE", StringComparison.OrdinalIgnoreCase) ? null : status,
            Rack = host.RackId ?? "",
        };
    }

    private static RawVm VmOf(VmObject vm) =>
        new(vm.InstanceId ?? "", vm.HostId ?? "", [.. (vm.Numa ?? []).Select(n => new RawNode(n?.Node ?? double.NaN, n?.Cpu ?? double.NaN, n?.MemMb ?? double.NaN))])
        {
            Type = vm.InstanceType ?? "",
            AllowMigration = vm.AllowMigration ?? true,
            PinnedTo = [.. (vm.PinnedHosts ?? []).Select(h => h ?? "")],
            DirtyMbPerSecond = vm.DirtyMbPerS ?? 0,
        };
}
