using System.Text.Json;
using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots.Input;

namespace Restow.Rescheduling.Snapshots;

/// <summary>Reads what <c>pvesh get /cluster/resources --output-format json</c> prints, or the same from Proxmox VE's API.</summary>
/// <remarks>
/// It says nothing about NUMA: a host is one node with all its cores and memory. Used are <c>type, node, vmid, name, status, maxcpu, maxmem, template, lock</c>.
/// Nodes that are offline, templates and guests that do not run are left out. A container takes its room and stays, as it does not migrate live, and so does
/// a locked guest.
/// </remarks>
public static class ProxmoxSnapshot
{
    private const double Mebibyte = 1 << 20;

    /// <summary>The fleet of a document in memory, or what is wrong with it.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <param name="coresPerCpu">How many virtual cores a host's core counts for; 1 for no overcommitment.</param>
    /// <param name="repair">Whether inconsistencies are repaired with a warning instead of being a fault.</param>
    public static Result<Fleet> Read(byte[] bytes, string source, double coresPerCpu = 1, bool repair = false)
    {
        if (!JsonDocuments.Objects(bytes, source).TryGet(out List<JsonElement>? items, out Fault? fault))
            return fault;
        var raw = new RawFleet(source);
        HashSet<string> offline = [.. items.Where(i => i.Text("type") == "node" && i.Text("status") != "online").Select(i => i.Text("node"))];
        var skipped = new SkippedCounts(source);
        foreach (JsonElement item in items)
        {
            string node = item.Text("node");
            switch (item.Text("type"))
            {
                case "node" when offline.Contains(node):
                    skipped.Count("node that is not online", "nodes that are not online");
                    break;
                case "node":
                    raw.Hosts.Add(new RawHost(node, [new RawNode(0, Math.Floor(item.Number("maxcpu") * coresPerCpu), item.Number("maxmem") / Mebibyte)]));
                    break;
                case "qemu" or "lxc" when item.Number("template") == 1:
                    skipped.Count("template", "templates");
                    break;
                case "qemu" or "lxc" when offline.Contains(node):
                    skipped.Count("guest of a node that is not online", "guests of nodes that are not online");
                    break;
                case "qemu" or "lxc" when item.Text("status") is not ("running" or "paused"):
                    skipped.Count("guest that does not run", "guests that do not run");
                    break;
                case "qemu" or "lxc":
                    raw.Vms.Add(GuestOf(item, node));
                    break;
            }
        }

        raw.Notes.AddRange(skipped.Notes);
        return FleetBuilder.Build(raw, repair);
    }

    private static RawVm GuestOf(JsonElement item, string node) =>
        new(item.Text("vmid"), node, [new RawNode(0, Math.Ceiling(item.Number("maxcpu")), item.Number("maxmem") / Mebibyte)])
        {
            Type = item.Text("name"),
            AllowMigration = item.Text("type") == "qemu" && item.Text("lock").Length == 0,
        };
}
