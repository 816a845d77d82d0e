using System.Text.Encodings.Web;
using System.Text.Json;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>Writes a fleet as one cluster; free amounts are there for other readers.</summary>
internal static class FleetJsonWriter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Fleet fleet, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("cluster_list");
            json.WriteStartObject();
            json.WriteString("cluster_name", "fleet");
            WriteHosts(json, fleet);
            WriteVms(json, fleet);
            WriteRules(json, fleet);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
        output.Flush();
    }

    private static void WriteHosts(Utf8JsonWriter json, Fleet fleet)
    {
        (int Cores, int Memory)[][] free = [.. fleet.Hosts.Select(h => h.Nodes.Select(n => (n.Cores, n.MemoryMb)).ToArray())];
        foreach (Vm vm in fleet.Vms)
        {
            foreach (int node in vm.Placement.Nodes)
            {
                free[vm.Placement.Host][node].Cores -= vm.Cores;
                free[vm.Placement.Host][node].Memory -= vm.MemoryMb;
            }
        }

        json.WriteStartArray("host_info");
        foreach ((int h, Host host) in fleet.Hosts.Index())
        {
            json.WriteStartObject();
            json.WriteString("node_id", host.Id);
            json.WriteString("status", host.Maintenance ? "MAINTENANCE" : "ACTIVE");
            json.WriteNumber("node_cpu", host.Nodes.Sum(n => (long)n.Cores));
            json.WriteNumber("node_mem_mb", host.Nodes.Sum(n => (long)n.MemoryMb));
            json.WriteStartArray("numa");
            foreach ((int n, NumaNode node) in host.Nodes.Index())
            {
                json.WriteStartObject();
                json.WriteNumber("node", n);
                json.WriteNumber("total_cpu", node.Cores);
                json.WriteNumber("free_cpu", free[h][n].Cores);
                json.WriteNumber("memory_huge_total_mb", node.MemoryMb);
                json.WriteNumber("memory_huge_free_mb", free[h][n].Memory);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (host.Rack.Length > 0)
                json.WriteString("rack_id", host.Rack);
            json.WriteEndObject();
            FlushWhenLong(json);
        }

        json.WriteEndArray();
    }

    private static void WriteVms(Utf8JsonWriter json, Fleet fleet)
    {
        json.WriteStartArray("vm_instance");
        foreach (Vm vm in fleet.Vms)
        {
            json.WriteStartObject();
            json.WriteString("instance_id", vm.Id);
            json.WriteString("instance_type", vm.Type);
            json.WriteString("host_id", fleet.Hosts[vm.Placement.Host].Id);
            json.WriteStartArray("numa");
            foreach (int node in vm.Placement.Nodes)
            {
                json.WriteStartObject();
                json.WriteNumber("node", node);
                json.WriteNumber("cpu", vm.Cores);
                json.WriteNumber("mem_mb", vm.MemoryMb);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBoolean("allow_migration", vm.AllowMigration);
            if (vm.PinnedTo.Count > 0)
                WriteNames(json, "pinned_hosts", vm.PinnedTo.Select(h => fleet.Hosts[h].Id));
            if (vm.DirtyMbPerSecond > 0)
                json.WriteNumber("dirty_mb_per_s", vm.DirtyMbPerSecond);
            json.WriteEndObject();
            FlushWhenLong(json);
        }

        json.WriteEndArray();
    }

    private static void WriteRules(Utf8JsonWriter json, Fleet fleet)
    {
        json.WriteStartObject("other_requirement");
        json.WriteStartArray("deployment_set");
        foreach (PlacementRule rule in fleet.Rules)
        {
            json.WriteStartObject();
            json.WriteString("name", rule.Name);
            json.WriteString("policy", rule.Kind == RuleKind.AntiAffinity ? "anti-affinity" : "affinity");
            json.WriteBoolean("hard", rule.IsHard);
            WriteNames(json, "instances", rule.Vms.Select(v => fleet.Vms[v].Id));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string property, IEnumerable<string> names)
    {
        json.WriteStartArray(property);
        foreach (string name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void FlushWhenLong(Utf8JsonWriter json)
    {
        if (json.BytesPending > 1 << 16)
            json.Flush();
    }
}
