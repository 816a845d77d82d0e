using CsCheck;
using Restow.Core;
using Restow.Rescheduling.Checking;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Tests.Snapshots;

public class FleetJsonTests(ITestOutputHelper output)
{
    private const string Numa = "\"numa\":[{\"node\":0,\"total_cpu\":44,\"memory_huge_total_mb\":180000}]";

    public static TheoryData<string, string, string> Faults => new()
    {
        { "", "", "it is not valid JSON" },
        { "null", "", "it holds nothing" },
        { "[]", "", "it is not" },
        { "{}", "", "it has no cluster_list" },
        { Inputs.Fleet(Inputs.Host, Inputs.Single)[..^30], "line 1", "it is not valid JSON" },
        { """{"cluster_list":[{"host_info":7}]}""", "", "it is not" },
        { """{"cluster_list":[]}""", "", "it has no hosts" },
        { Inputs.Fleet("null"), "host number 1", "it has no name" },
        { Inputs.Fleet($"{Inputs.Host},{Inputs.Host}"), "host h1", "it is there twice" },
        { Inputs.Fleet("""{"node_id":"h1"}"""), "host h1", "it has 0 NUMA nodes, not 1 to 8" },
        { Inputs.Fleet($$"""{"node_id":"h1","numa":[{{string.Join(',', Enumerable.Range(0, 9).Select(n => $$"""{"node":{{n}},"total_cpu":1,"memory_huge_total_mb":1}"""))}}]}"""), "host h1", "it has 9 NUMA nodes, not 1 to 8" },
        { Inputs.Fleet("""{"node_id":"h1","numa":[{"node":0,"total_cpu":-4,"memory_huge_total_mb":1}]}"""), "host h1", "its cores is negative (-4)" },
        { Inputs.Fleet("""{"node_id":"h1","numa":[{"node":0,"total_cpu":4,"memory_huge_total_mb":"NaN"}]}"""), "host h1", "its memory is not a number" },
        { Inputs.Fleet("""{"node_id":"h1","numa":[{"node":0,"total_cpu":"Infinity","memory_huge_total_mb":1}]}"""), "host h1", "its cores is more than any machine has" },
        { Inputs.Fleet("""{"node_id":"h1","numa":[{"node":0,"total_cpu":1e9,"memory_huge_total_mb":1}]}"""), "host h1", "its cores is more than any machine has" },
        { Inputs.Fleet("""{"node_id":"h1","numa":[{"node":3,"total_cpu":4,"memory_huge_total_mb":1}]}"""), "host h1", "its NUMA nodes are not numbered 0 to 0" },
        { Inputs.Fleet("""{"node_id":"h1","status":"BROKEN",""" + Numa + "}"), "host h1", "its status \"BROKEN\" is not known" },
        { Inputs.Fleet("""{"node_id":"h1","node_mem_mb":100000,""" + Numa + "}"), "host h1", "its NUMA nodes have 180000 MB of memory and the host 100000" },
        { Inputs.Fleet("""{"node_id":"h1","node_cpu":40,""" + Numa + "}"), "host h1", "its NUMA nodes have 44 cores and the host 40" },
        { Inputs.Fleet(Inputs.Host, "{}"), "vm number 1", "it has no name" },
        { Inputs.Fleet(Inputs.Host, """{"instance_id":"v1","host_id":"h9","numa":[{"node":0,"cpu":1,"mem_mb":1}]}"""), "vm v1", "its host h9 is not in the snapshot" },
        { Inputs.Fleet(Inputs.Host, $"{Inputs.Single},{Inputs.Single}"), "vm v1", "it is there twice" },
        { Inputs.Fleet(Inputs.Host, """{"instance_id":"v1","host_id":"h1"}"""), "vm v1", "it does not say what it takes on which NUMA node" },
        { Inputs.Fleet(Inputs.Host, """{"instance_id":"v1","host_id":"h1","numa":[{"node":2,"cpu":1,"mem_mb":1}]}"""), "vm v1", "NUMA node 2 is not on its host h1, which has 2" },
        { Inputs.Fleet(Inputs.Host, """{"instance_id":"v1","host_id":"h1","numa":[{"node":0,"cpu":-1,"mem_mb":1}]}"""), "vm v1", "its cores is negative (-1)" },
        { Inputs.Fleet(Inputs.Host, """{"instance_id":"v1","host_id":"h1","numa":[{"node":0,"cpu":0,"mem_mb":1}]}"""), "vm v1", "it takes no cores" },
        { Inputs.Fleet(Inputs.Host, """{"instance_id":"v1","host_id":"h1","numa":[{"node":0,"cpu":1.5,"mem_mb":1}]}"""), "vm v1", "it takes 1.5 cores on a node, not a whole number" },
        { Inputs.Fleet(Inputs.Host, """{"instance_id":"v1","host_id":"h1","numa":[{"node":0,"cpu":4,"mem_mb":1},{"node":1,"cpu":8,"mem_mb":1}]}"""), "vm v1", "its halves on two NUMA nodes differ" },
        { Inputs.Fleet(Inputs.Host, """{"instance_id":"v1","host_id":"h1","numa":[{"node":0,"cpu":4,"mem_mb":1},{"node":0,"cpu":4,"mem_mb":1}]}"""), "vm v1", "it uses NUMA node 0 twice" },
        { Inputs.Fleet(Inputs.Host, """{"instance_id":"v1","host_id":"h1","numa":[{"node":0,"cpu":45,"mem_mb":1}]}"""), "host h1, NUMA node 0", "it is overcommitted: its machines take 45 of 44 cores" },
        { Inputs.Fleet(Inputs.Host, """{"instance_id":"v1","host_id":"h1","numa":[{"node":1,"cpu":1,"mem_mb":200000}]}"""), "host h1, NUMA node 1", "it is overcommitted: its machines take 200,000 of 180,000 MB" },
        { Inputs.Fleet(Inputs.Host, """{"instance_id":"v1","host_id":"h1","pinned_hosts":["h9"],"numa":[{"node":0,"cpu":1,"mem_mb":1}]}"""), "vm v1", "it is pinned to host h9, which is not in the snapshot" },
        { Inputs.Fleet(Inputs.Host, """{"instance_id":"v1","host_id":"h1","dirty_mb_per_s":-1,"numa":[{"node":0,"cpu":1,"mem_mb":1}]}"""), "vm v1", "its dirty rate is not a number from 0" },
        { Inputs.Fleet(Inputs.Host, Inputs.Single, """["v1","v9"]"""), "rule deployment_set 1", "machine v9 is not in the snapshot" },
        { Inputs.Fleet(Inputs.Host, Inputs.Single, "7"), "deployment_set 1", "it is neither a list of instance ids nor an object" },
        { Inputs.Fleet(Inputs.Host, Inputs.Single, """[["v1"]]"""), "deployment_set 1", "it is neither a list of instance ids nor an object" },
        { Inputs.Fleet(Inputs.Host, Inputs.Single, """{"name":"x","policy":"sometimes","instances":["v1"]}"""), "x", "its policy \"sometimes\" is not known" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_BadInput_NamesFileAndObjectInOneLine(string json, string subject, string problem)
    {
        Fault fault = Assert.IsType<Fault>(Inputs.Read(json).Fault);
        Assert.Equal("test.json", fault.Source);
        if (subject.Length > 0)
            Assert.Equal(subject, fault.Subject);
        Assert.StartsWith(problem, fault.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Remedy);
        Assert.DoesNotContain('\n', fault.ToString());
    }

    [Fact]
    public void Read_NoSuchFile_SaysSo() => Assert.Equal("there is no such file", Restow.Rescheduling.Snapshots.FleetJson.ReadFile("/none/such.json").Fault!.Problem);

    [Fact]
    public void Read_Additions_AreInTheFleet()
    {
        Fleet fleet = Inputs.Read(Inputs.Fleet(
            Inputs.Host + """,{"node_id":2,"status":"maintenance","rack_id":7,"node_cpu":16,"node_mem_mb":64000}""",
            Inputs.Single + """,{"instance_id":"v2","instance_type":"big","host_id":"h1","allow_migration":false,"pinned_hosts":["2"],"dirty_mb_per_s":30.5,"numa":[{"node":1,"cpu":8.0,"mem_mb":"16384"},{"node":0,"cpu":8,"mem_mb":16384.0}]}""",
            """["v1","v2"],{"name":"near","policy":"affinity","hard":false,"instances":["v2","v1"]}""")).Value;
        Assert.Equal(new Host { Id = "2", Nodes = fleet.Hosts[1].Nodes, Maintenance = true, Rack = "7" }, fleet.Hosts[1]);
        Assert.Equal([new NumaNode(16, 64_000)], fleet.Hosts[1].Nodes);
        Vm vm = fleet.Vms[1];
        Assert.Equal(("big", 8, 16_384, new VmPlacement(0, 0, 1), false, 30.5), (vm.Type, vm.Cores, vm.MemoryMb, vm.Placement, vm.AllowMigration, vm.DirtyMbPerSecond));
        Assert.Equal([1], vm.PinnedTo);
        Assert.Equal(
            [("deployment_set 1", RuleKind.AntiAffinity, true), ("near", RuleKind.Affinity, false)],
            fleet.Rules.Select(r => (r.Name, r.Kind, r.IsHard)));
        Assert.Equal([[0, 1], [1, 0]], fleet.Rules.Select(r => r.Vms));
    }

    [Fact]
    public void Read_OfWrite_IsTheFleet() => Build.Fleets.Sample(fleet =>
    {
        fleet = fleet with { Vms = [.. fleet.Vms.Select((v, i) => v with { DirtyMbPerSecond = i * 0.37, Type = $"t\"{i}é" })] };
        Fleet again = Inputs.Read(Inputs.Text(fleet)).Value;
        Assert.Equal(Inputs.Text(fleet), Inputs.Text(again));
        Assert.Equal(fleet.Hosts.Select(h => (h.Id, h.Maintenance, h.Rack)), again.Hosts.Select(h => (h.Id, h.Maintenance, h.Rack)));
        Assert.Equal(fleet.Hosts.SelectMany(h => h.Nodes), again.Hosts.SelectMany(h => h.Nodes));
        Assert.Equal(fleet.Vms.Select(v => v with { PinnedTo = [] }), again.Vms.Select(v => v with { PinnedTo = [] }));
        Assert.Equal(fleet.Vms.Select(v => v.PinnedTo), again.Vms.Select(v => v.PinnedTo));
        Assert.Equal(fleet.Rules.Select(r => r with { Vms = [] }), again.Rules.Select(r => r with { Vms = [] }));
        Assert.Equal(fleet.Rules.Select(r => r.Vms), again.Rules.Select(r => r.Vms));
    });

    [Fact]
    public void Read_TenThousandHosts_KeepsWithinMemory()
    {
        Fleet small = SyntheticFleet.Create(new SyntheticFleetOptions { Hosts = 100, Utilisation = 0.9 });
        int copies = 100;
        var hosts = Enumerable.Range(0, copies).SelectMany(c => small.Hosts.Select(h => h with { Id = $"{h.Id}-{c}" })).ToArray();
        var vms = Enumerable.Range(0, copies).SelectMany(c => small.Vms.Select(v => v with { Id = $"{v.Id}-{c}", Placement = v.Placement with { Host = v.Placement.Host + (c * 100) } })).ToArray();
        var stream = new MemoryStream();
        Restow.Rescheduling.Snapshots.FleetJson.Write(small with { Hosts = hosts, Vms = vms }, stream);
        byte[] bytes = stream.ToArray();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = TimeProvider.System.GetTimestamp();
        Fleet fleet = Restow.Rescheduling.Snapshots.FleetJson.Read(bytes, "bulk").Value;
        output.WriteLine($"{bytes.Length >> 20} MiB, {fleet.Vms.Count} machines in {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.00} s; allocated {(GC.GetAllocatedBytesForCurrentThread() - allocated) >> 20} MiB");
        Assert.Equal((10_000, vms.Length), (fleet.Hosts.Count, fleet.Vms.Count));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 700L << 20);
        Assert.Null(FleetCheck.Check(fleet));
    }
}
