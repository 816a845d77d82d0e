using System.Text.Json;
using System.Text.Json.Serialization;
using Restow.Core;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Snapshots;

/// <summary>Reads a fleet in the JSON form of the VM2RL data sets (bytedance/DRL-based-VM-Rescheduling): all its clusters as one pool.</summary>
/// <remarks>What a snapshot says is free is ignored: free is capacity less what the machines take.</remarks>
public static class FleetJson
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString };

    /// <summary>The fleet of a file, or what is wrong with it.</summary>
    public static Result<Fleet> ReadFile(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<Document>(stream, Options) is { ClusterList: not null } document
                ? Convert(document, path)
                : new Fault(path, "", "it has no cluster_list", "export the fleet again");
        }
        catch (JsonException e)
        {
            return new Fault(path, e.Path ?? "", $"it is not valid JSON: {e.Message}", "export the fleet again");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Fault(path, "", $"it cannot be read: {e.Message}", "check the path and its permissions");
        }
    }

    private static Result<Fleet> Convert(Document document, string path)
    {
        var hosts = new List<Host>();
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var vms = new List<Vm>();
        foreach (HostObject host in document.ClusterList!.SelectMany(c => c.HostInfo))
        {
            if (!index.TryAdd(host.NodeId, hosts.Count))
                return new Fault(path, $"host {host.NodeId}", "it is there twice", "give each host an id of its own");
            hosts.Add(new Host
            {
                Id = host.NodeId,
                Nodes = [.. host.Numa.OrderBy(n => n.Node).Select(n => new NumaNode((int)n.TotalCpu, (int)n.MemoryHugeTotalMb))],
                Rack = host.RackId.ToString(),
            });
        }

        foreach (VmObject vm in document.ClusterList!.SelectMany(c => c.VmInstance))
        {
            if (!index.TryGetValue(vm.HostId, out int host))
                return new Fault(path, $"vm {vm.InstanceId}", $"its host {vm.HostId} is unknown", "export hosts and machines together");
            VmNode[] nodes = [.. vm.Numa.OrderBy(n => n.Node)];
            vms.Add(new Vm
            {
                Id = vm.InstanceId,
                Type = vm.InstanceType,
                Cores = (int)nodes[0].Cpu,
                MemoryMb = (int)nodes[0].MemMb,
                Placement = new VmPlacement(host, nodes[0].Node, nodes.Length > 1 ? nodes[1].Node : -1),
                AllowMigration = vm.AllowMigration,
            });
        }

        return new Fleet { SourceName = path, Hosts = hosts, Vms = vms };
    }

    private sealed record Document(IReadOnlyList<ClusterObject>? ClusterList);

    private sealed record ClusterObject(IReadOnlyList<HostObject> HostInfo, IReadOnlyList<VmObject> VmInstance);

    private sealed record HostObject(string NodeId, IReadOnlyList<HostNode> Numa, JsonElement RackId);

    private sealed record HostNode(int Node, double TotalCpu, [property: JsonPropertyName("memory_huge_total_mb")] double MemoryHugeTotalMb);

    private sealed record VmObject(string InstanceId, string InstanceType, string HostId, IReadOnlyList<VmNode> Numa, bool AllowMigration);

    private sealed record VmNode(int Node, double Cpu, double MemMb);
}
