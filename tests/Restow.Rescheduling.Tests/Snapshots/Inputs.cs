using System.Text;
using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots;

namespace Restow.Rescheduling.Tests.Snapshots;

/// <summary>Small inputs of every form, and short ways to read them.</summary>
internal static class Inputs
{
    public const string Host = """{"node_id":"h1","status":"ACTIVE","numa":[{"node":0,"total_cpu":44,"memory_huge_total_mb":180000},{"node":1,"total_cpu":44,"memory_huge_total_mb":180000}]}""";

    public const string Single = """{"instance_id":"v1","host_id":"h1","numa":[{"node":0,"cpu":8,"mem_mb":16384}]}""";

    public const string Proxmox =
        """
        [{"type":"node","node":"pve1","id":"node/pve1","status":"online","maxcpu":32,"maxmem":137438953472},
         {"type":"node","node":"pve2","id":"node/pve2","status":"offline","maxcpu":32,"maxmem":137438953472},
         {"type":"storage","storage":"local","node":"pve1","status":"available"},
         {"type":"qemu","vmid":100,"name":"web","node":"pve1","status":"running","maxcpu":4,"maxmem":8589934592,"template":0},
         {"type":"qemu","vmid":101,"name":"db","node":"pve1","status":"running","maxcpu":8,"maxmem":17179869184,"lock":"backup"},
         {"type":"lxc","vmid":102,"name":"dns","node":"pve1","status":"running","maxcpu":1,"maxmem":536870912},
         {"type":"qemu","vmid":103,"name":"old","node":"pve1","status":"stopped","maxcpu":4,"maxmem":8589934592},
         {"type":"qemu","vmid":104,"name":"image","node":"pve1","status":"stopped","maxcpu":4,"maxmem":8589934592,"template":1},
         {"type":"qemu","vmid":105,"name":"lost","node":"pve2","status":"unknown","maxcpu":4,"maxmem":8589934592}]
        """;

    public const string Hypervisors =
        """
        [{"ID":1,"Hypervisor Hostname":"c1.cloud","Hypervisor Type":"QEMU","Host IP":"10.0.0.1","State":"up","vCPUs Used":6,"vCPUs":32,"Memory MB Used":12288,"Memory MB":131072},
         {"ID":2,"Hypervisor Hostname":"c2.cloud","Hypervisor Type":"QEMU","Host IP":"10.0.0.2","State":"up","vCPUs Used":0,"vCPUs":32,"Memory MB Used":512,"Memory MB":131072},
         {"ID":3,"Hypervisor Hostname":"c3.cloud","Hypervisor Type":"QEMU","Host IP":"10.0.0.3","State":"down","vCPUs Used":0,"vCPUs":32,"Memory MB Used":512,"Memory MB":131072}]
        """;

    public const string Flavors = """[{"ID":"1","Name":"m1.large","RAM":8192,"Disk":80,"Ephemeral":0,"VCPUs":4,"Is Public":true}]""";

    public const string Servers =
        """
        [{"ID":"s1","Name":"web","Status":"ACTIVE","Task State":null,"Power State":1,"Flavor Name":"m1.large","Flavor ID":"1","Host":"c1.cloud","Properties":{}},
         {"ID":"s2","Name":"db","Status":"SHUTOFF","Power State":4,"Flavor":"m1.large","Host":"c1"},
         {"ID":"s3","Name":"shelved","Status":"SHELVED_OFFLOADED","Flavor":"m1.large","Host":null},
         {"ID":"s4","Name":"lost","Status":"ACTIVE","Flavor":"m1.large","Host":"c3.cloud"}]
        """;

    public const string Groups = """[{"ID":"g1","Name":"pair","Policy":"anti-affinity","Members":["s1","s2","gone"]},{"ID":"g2","Name":"near","Policies":"soft-affinity","Members":"s1, s2"}]""";

    public const string HostsCsv = "host,cores,memory_mb,numa_nodes,maintenance,rack\nh1,88,360000,2,,r1\nh2,32,128000,,yes,r2\n";

    public const string VmsCsv = "vm,host,cores,memory_mb,node,type,movable,pinned_hosts,conflict_groups,dirty_mb_per_s\nv1,h1,64,131072,0+1,big,,,web,\nv2,h1,4,8192,1,small,no,h1;h2,web;db,12.5\nv3,h2,8,16384,,,true,,,\n";

    /// <summary>A JSON fleet of these hosts and machines.</summary>
    public static string Fleet(string hosts, string vms = "", string deploymentSet = "") =>
        $$$"""{"cluster_list":[{"host_info":[{{{hosts}}}],"vm_instance":[{{{vms}}}],"other_requirement":{"deployment_set":[{{{deploymentSet}}}]}}]}""";

    public static Result<Fleet> Read(string json, bool repair = false) => FleetJson.Read(Bytes(json), "test.json", repair);

    public static Result<Fleet> ReadCsv(string hosts, string vms, bool repair = false) => FleetCsv.Read(("hosts.csv", Bytes(hosts)), ("vms.csv", Bytes(vms)), repair);

    public static Result<Fleet> ReadOpenStack(params string[] documents) =>
        OpenStackSnapshot.Read([.. documents.Select((d, i) => ($"{i}.json", Bytes(d)))]);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(Fleet fleet)
    {
        var stream = new MemoryStream();
        FleetJson.Write(fleet, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
