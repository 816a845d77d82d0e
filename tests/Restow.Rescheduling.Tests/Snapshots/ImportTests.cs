using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots;

namespace Restow.Rescheduling.Tests.Snapshots;

public class ImportTests
{
    [Fact]
    public void Proxmox_Resources_AreHostsOfOneNodeAndRunningGuests()
    {
        Fleet fleet = ProxmoxSnapshot.Read(Inputs.Bytes(Inputs.Proxmox), "pve.json").Value;
        Assert.Equal(("pve1", new NumaNode(32, 131_072)), (Assert.Single(fleet.Hosts).Id, fleet.Hosts[0].Nodes[0]));
        Assert.Equal([("100", "web", 4, 8192, true), ("101", "db", 8, 16_384, false), ("102", "dns", 1, 512, false)], fleet.Vms.Select(v => (v.Id, v.Type, v.Cores, v.MemoryMb, v.AllowMigration)));
        Assert.Equal(
            [
                "pve.json: left out: 1 node that is not online",
                "pve.json: left out: 1 guest that does not run",
                "pve.json: left out: 1 template",
                "pve.json: left out: 1 guest of a node that is not online",
            ],
            fleet.Warnings);
    }

    [Fact]
    public void Proxmox_ApiEnvelope_IsReadLikeTheList() =>
        Assert.Equal(3, ProxmoxSnapshot.Read(Inputs.Bytes($$"""{"data":{{Inputs.Proxmox}}}"""), "pve.json").Value.Vms.Count);

    [Fact]
    public void Proxmox_CoresPerCpu_MultipliesTheHosts() =>
        Assert.Equal(128, ProxmoxSnapshot.Read(Inputs.Bytes(Inputs.Proxmox), "pve.json", coresPerCpu: 4).Value.Hosts[0].Nodes[0].Cores);

    [Fact]
    public void OpenStack_Exports_AreHostsServersAndGroups()
    {
        Fleet fleet = Inputs.ReadOpenStack(Inputs.Hypervisors, Inputs.Flavors, Inputs.Servers, Inputs.Groups).Value;
        Assert.Equal([("c1.cloud", 32, 131_072), ("c2.cloud", 32, 131_072)], fleet.Hosts.Select(h => (h.Id, h.Nodes[0].Cores, h.Nodes[0].MemoryMb)));
        Assert.Equal([("s1", 0, 4, 8192, true), ("s2", 0, 4, 8192, false)], fleet.Vms.Select(v => (v.Id, v.Placement.Host, v.Cores, v.MemoryMb, v.AllowMigration)));
        Assert.Equal([("pair", RuleKind.AntiAffinity, true), ("near", RuleKind.Affinity, false)], fleet.Rules.Select(r => (r.Name, r.Kind, r.IsHard)));
        Assert.All(fleet.Rules, r => Assert.Equal([0, 1], r.Vms));
        Assert.Contains(fleet.Warnings, w => w.EndsWith("left out: 1 server without a host", StringComparison.Ordinal));
        Assert.Contains(fleet.Warnings, w => w.EndsWith("left out: 1 hypervisor that is down", StringComparison.Ordinal));
    }

    [Fact]
    public void OpenStack_OneStreamAfterTheOther_IsTheSameFleet() => Assert.Equal(
        Inputs.Text(Inputs.ReadOpenStack(Inputs.Hypervisors, Inputs.Flavors, Inputs.Servers).Value),
        Inputs.Text(Inputs.ReadOpenStack(Inputs.Hypervisors + "\n" + Inputs.Flavors + "\n" + Inputs.Servers).Value));

    [Fact]
    public void OpenStack_HypervisorShow_IsAHostToBeEmptiedWhenDisabled()
    {
        Fleet fleet = Inputs.ReadOpenStack("""{"hypervisor_hostname":"c1","id":1,"vcpus":16,"memory_mb":65536,"state":"up","status":"disabled"}""").Value;
        Assert.Equal((true, new NumaNode(16, 65_536)), (fleet.Hosts[0].Maintenance, fleet.Hosts[0].Nodes[0]));
    }

    [Fact]
    public void OpenStack_NewApiWithoutCores_SaysWhichVersionHasThem()
    {
        Fault fault = Inputs.ReadOpenStack("""[{"ID":"u","Hypervisor Hostname":"c1","Hypervisor Type":"QEMU","Host IP":"10.0.0.1","State":"up"}]""").Fault!;
        Assert.Equal(("host c1", true), (fault.Subject, fault.Remedy.Contains("2.87", StringComparison.Ordinal)));
    }

    [Fact]
    public void OpenStack_UnknownFlavor_SaysWhatToAdd()
    {
        Fault fault = Inputs.ReadOpenStack(Inputs.Hypervisors, Inputs.Servers).Fault!;
        Assert.Equal("vm s1", fault.Subject);
        Assert.Contains("openstack flavor list --all", fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_BothFiles_AreAFleet()
    {
        Fleet fleet = Inputs.ReadCsv(Inputs.HostsCsv, Inputs.VmsCsv).Value;
        Assert.Equal([("h1", false, "r1"), ("h2", true, "r2")], fleet.Hosts.Select(h => (h.Id, h.Maintenance, h.Rack)));
        Assert.Equal([[new NumaNode(44, 180_000), new NumaNode(44, 180_000)], [new NumaNode(32, 128_000)]], fleet.Hosts.Select(h => h.Nodes.ToArray()));
        Assert.Equal([new VmPlacement(0, 0, 1), new VmPlacement(0, 1), new VmPlacement(1, 0)], fleet.Vms.Select(v => v.Placement));
        Assert.Equal([(32, 65_536, true, 0), (4, 8192, false, 12.5), (8, 16_384, true, 0.0)], fleet.Vms.Select(v => (v.Cores, v.MemoryMb, v.AllowMigration, v.DirtyMbPerSecond)));
        Assert.Equal([0, 1], fleet.Vms[1].PinnedTo);
        Assert.Equal([("web", 2), ("db", 1)], fleet.Rules.Select(r => (r.Name, r.Vms.Count)));
    }

    [Theory]
    [InlineData("host,cores\nh1,4\n", Inputs.VmsCsv, "hosts.csv", "", "it has no column memory_mb")]
    [InlineData("host,cores,memory_mb\nh1,many,4\n", Inputs.VmsCsv, "hosts.csv", "line 2", "cores \"many\" is not a number")]
    [InlineData("host,cores,memory_mb,numa_nodes\nh1,45,4,2\n", Inputs.VmsCsv, "hosts.csv", "line 2", "45 cores are not a multiple of 2 NUMA nodes")]
    [InlineData("host,cores,memory_mb,numa_nodes\nh1,45,4,9\n", Inputs.VmsCsv, "hosts.csv", "line 2", "numa_nodes is not a whole number from 1 to 8")]
    [InlineData(Inputs.HostsCsv, "vm,host,cores,memory_mb\nv1,h1,4,8\n", "vms.csv", "line 2", "node is empty, and host h1 has several")]
    [InlineData(Inputs.HostsCsv, "vm,host,cores,memory_mb,node\nv1,h1,4,8,left\n", "vms.csv", "line 2", "node \"left\" is neither a number nor two like 0+1")]
    [InlineData(Inputs.HostsCsv, "vm,host,cores,memory_mb,movable\nv1,h2,4,8,perhaps\n", "vms.csv", "line 2", "movable \"perhaps\" is neither true nor false")]
    [InlineData(Inputs.HostsCsv, "vm,host,cores,memory_mb,node\nv1,h1,5,8,0+1\n", "vms.csv", "vm v1", "it takes 2.5 cores on a node, not a whole number")]
    [InlineData(Inputs.HostsCsv, "vm,host,cores,memory_mb\nv1,h9,5,8\n", "vms.csv", "vm v1", "its host h9 is not in the snapshot")]
    public void Csv_BadLine_IsNamed(string hosts, string vms, string source, string subject, string problem)
    {
        Fault fault = Inputs.ReadCsv(hosts, vms).Fault!;
        Assert.Equal((source, subject, problem), (fault.Source, fault.Subject, fault.Problem));
    }

    [Theory]
    [InlineData(Inputs.Proxmox, SnapshotForm.Proxmox)]
    [InlineData("""{"data":[{"id":"node/a","type":"node"}]}""", SnapshotForm.Proxmox)]
    [InlineData(Inputs.Hypervisors, SnapshotForm.OpenStack)]
    [InlineData(Inputs.Servers, SnapshotForm.OpenStack)]
    [InlineData("""{"hypervisor_hostname":"c1"}""", SnapshotForm.OpenStack)]
    [InlineData("""  {"vm_type_list":[],"cluster_list":[]}""", SnapshotForm.Json)]
    [InlineData("\uFEFF{\"cluster_list\":[]}", SnapshotForm.Json)]
    [InlineData(Inputs.HostsCsv, SnapshotForm.Csv)]
    [InlineData("words", null)]
    [InlineData("[]", null)]
    [InlineData("""{"kind":"List"}""", null)]
    public void Detect_Content_IsTheForm(string text, SnapshotForm? form) => Assert.Equal(form, FleetSnapshot.Detect(Inputs.Bytes(text)));
}
