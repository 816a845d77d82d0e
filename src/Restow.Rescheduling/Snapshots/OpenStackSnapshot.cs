using System.Text.Json;
using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots.Input;

namespace Restow.Rescheduling.Snapshots;

/// <summary>Reads what the OpenStack client prints as JSON, in one file after the other or in several: hypervisors, flavors, servers, server groups.</summary>
/// <remarks>
/// <para>
/// <c>openstack --os-compute-api-version 2.87 hypervisor list --long -f json</c> (or <c>hypervisor show</c> of each; from 2.88 on cores and memory are no longer
/// told), <c>openstack flavor list --all -f json</c>, <c>openstack server list --all-projects --long -f json</c>, and where groups matter
/// <c>openstack server group list --all-projects --long -f json</c>. Names of fields: python-openstackclient, openstackclient/compute/v2.
/// </para>
/// <para>
/// It says nothing about NUMA: a host is one node. A server that is not ACTIVE or PAUSED keeps its room on its host and stays; one without a host is left out.
/// A hypervisor that is down is left out with its servers; a disabled one is to be emptied.
/// </para>
/// </remarks>
public static class OpenStackSnapshot
{
    /// <summary>The fleet of all documents, or what is wrong with them.</summary>
    /// <param name="files">Name and content of each file.</param>
    /// <param name="coresPerCpu">The cpu_allocation_ratio: how many virtual cores a host's core counts for; 1 for no overcommitment.</param>
    /// <param name="repair">Whether inconsistencies are repaired with a warning instead of being a fault.</param>
    public static Result<Fleet> Read(IReadOnlyList<(string Source, byte[] Bytes)> files, double coresPerCpu = 1, bool repair = false)
    {
        ArgumentNullException.ThrowIfNull(files);
        var items = new List<JsonElement>();
        foreach ((string source, byte[] bytes) in files)
        {
            if (!JsonDocuments.Objects(bytes, source).TryGet(out List<JsonElement>? objects, out Fault? fault))
                return fault;
            items.AddRange(objects);
        }

        string name = string.Join(" + ", files.Select(f => f.Source));
        return Convert(items, name, coresPerCpu).Then(raw => FleetBuilder.Build(raw, repair));
    }

    /// <summary>Whether the object is one that the client prints, for telling formats apart.</summary>
    internal static bool Knows(JsonElement item) => IsHypervisor(item) || IsFlavor(item) || IsServer(item) || IsGroup(item);

    private static Result<RawFleet> Convert(List<JsonElement> items, string source, double coresPerCpu)
    {
        var raw = new RawFleet(source);
        var flavors = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonElement flavor in items.Where(IsFlavor))
        {
            flavors.TryAdd(flavor.Text("Name"), flavor);
            flavors.TryAdd(flavor.Text("ID"), flavor);
        }

        var skipped = new SkippedCounts(source);
        var down = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonElement item in items.Where(IsHypervisor))
        {
            string host = item.Text("Hypervisor Hostname", "hypervisor_hostname");
            if (item.Text("State", "state") == "down")
            {
                down.Add(host);
                skipped.Count("hypervisor that is down", "hypervisors that are down");
                continue;
            }

            double cores = item.Number("vCPUs", "VCPUs", "vcpus");
            double memory = item.Number("Memory MB", "memory_mb");
            if (double.IsNaN(cores) || double.IsNaN(memory))
                return new Fault(source, $"host {host}", "its vCPUs and memory are not there", "list hypervisors with --long and --os-compute-api-version 2.87 or lower");
            raw.Hosts.Add(new RawHost(host, [new RawNode(0, Math.Floor(cores * coresPerCpu), memory)]) { Maintenance = item.Text("Status", "status") == "disabled" });
        }

        var hosts = new HostNames(raw.Hosts.Select(h => h.Id).Concat(down));
        foreach (JsonElement item in items.Where(IsServer))
            AddServer(item, hosts.Find(item.Text("Host")), raw, flavors, down, skipped);
        foreach (JsonElement item in items.Where(IsGroup))
            AddGroup(item, raw);
        raw.Notes.AddRange(skipped.Notes);
        return raw;
    }

    private static void AddServer(JsonElement item, string host, RawFleet raw, Dictionary<string, JsonElement> flavors, HashSet<string> down, SkippedCounts skipped)
    {
        string status = item.Text("Status");
        if (host.Length == 0)
        {
            skipped.Count("server without a host", "servers without a host");
            return;
        }

        if (down.Contains(host))
        {
            skipped.Count("server of a hypervisor that is down", "servers of hypervisors that are down");
            return;
        }

        string flavor = item.Text("Flavor Name", "Flavor");
        bool isKnown = flavors.TryGetValue(flavor, out JsonElement size) || flavors.TryGetValue(item.Text("Flavor ID"), out size);
        raw.Vms.Add(new RawVm(item.Text("ID"), host, isKnown ? [new RawNode(0, size.Number("VCPUs"), size.Number("RAM"))] : [])
        {
            Type = flavor,
            AllowMigration = status is "ACTIVE" or "PAUSED",
            UnknownSize = $"its flavor {flavor} is not in the snapshot; add what openstack flavor list --all -f json prints",
        });
    }

    private static void AddGroup(JsonElement item, RawFleet raw)
    {
        string policy = string.Join(',', item.Names("Policy", "Policies"));
        string[] members = item.Names("Members");
        if (members.Length > 1)
        {
            // Members that were deleted stay in the list.
            HashSet<string> known = [.. raw.Vms.Select(v => v.Id)];
            RuleKind kind = policy.EndsWith("anti-affinity", StringComparison.Ordinal) ? RuleKind.AntiAffinity : RuleKind.Affinity;
            raw.Rules.Add(new RawRule(item.Text("Name"), kind, !policy.StartsWith("soft-", StringComparison.Ordinal), [.. members.Where(known.Contains)]));
        }
    }

    private static bool IsHypervisor(JsonElement item) => item.Has("Hypervisor Hostname") || item.Has("hypervisor_hostname");

    private static bool IsFlavor(JsonElement item) => item.Has("VCPUs") && item.Has("RAM");

    private static bool IsServer(JsonElement item) => item.Has("Status") && item.Has("Name") && (item.Has("Flavor") || item.Has("Flavor Name"));

    private static bool IsGroup(JsonElement item) => item.Has("Policy") || item.Has("Policies");
}
