using Restow.Rescheduling.Checking;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Tests.Snapshots;

public class FleetRepairTests
{
    private const string SecondHost = """{"node_id":"h2","numa":[{"node":0,"total_cpu":16,"memory_huge_total_mb":64000}]}""";

    [Fact]
    public void Read_UnknownHost_LeavesTheMachineOut() =>
        Assert.Equal(["v1"], Repaired("", ["""{"instance_id":"v2","host_id":"h9","numa":[{"node":0,"cpu":1,"mem_mb":1}]}"""], "vm v2: its host h9 is not in the snapshot; repaired: it is left out").Vms.Select(v => v.Id));

    [Fact]
    public void Read_SameMachineAgain_DropsTheSecondEntry() =>
        Assert.True(Assert.Single(Repaired("", [Inputs.Single], "vm v1: it is there twice; repaired: the second entry is dropped").Vms).AllowMigration);

    [Fact]
    public void Read_MachineInTwoPlaces_StaysAndItsOtherHostIsLeftOut()
    {
        Fleet fleet = Repaired("," + SecondHost, ["""{"instance_id":"v1","host_id":"h2","numa":[{"node":0,"cpu":8,"mem_mb":16384}]}"""], "it stays on h1, and h2 is left out");
        Assert.Equal(["h1"], fleet.Hosts.Select(h => h.Id));
        Assert.False(Assert.Single(fleet.Vms).AllowMigration);
    }

    [Fact]
    public void Read_UnevenHalves_TakesTheLarger()
    {
        Fleet fleet = Repaired("", ["""{"instance_id":"v2","host_id":"h1","numa":[{"node":0,"cpu":4,"mem_mb":1000},{"node":1,"cpu":8,"mem_mb":500}]}"""], "both halves are the larger one");
        Assert.Equal((8, 1000, true), (fleet.Vms[1].Cores, fleet.Vms[1].MemoryMb, fleet.Vms[1].IsDouble));
    }

    [Fact]
    public void Read_Overcommitted_RaisesTheNodeToWhatIsUsed()
    {
        Fleet fleet = Repaired("", ["""{"instance_id":"v2","host_id":"h1","numa":[{"node":0,"cpu":40,"mem_mb":1}]}"""], "its machines take 48 of 44 cores; repaired: its capacity is what they take");
        Assert.Equal([new NumaNode(48, 180_000), new NumaNode(44, 180_000)], fleet.Hosts[0].Nodes);
    }

    [Fact]
    public void Read_MoreMemoryOnNodesThanOnTheHost_ClipsIt() =>
        Assert.Equal(
            [new NumaNode(8, 50_000), new NumaNode(8, 50_000)],
            Repaired(""",{"node_id":"h3","node_mem_mb":100000,"numa":[{"node":0,"total_cpu":8,"memory_huge_total_mb":80000},{"node":1,"total_cpu":8,"memory_huge_total_mb":80000}]}""", [], "the nodes get their share of the host's memory").Hosts[1].Nodes);

    [Theory]
    [InlineData("""{"node_id":"h2","numa":[{"node":0,"total_cpu":-16,"memory_huge_total_mb":64000}]}""", "its cores is negative")]
    [InlineData("""{"node_id":"h2","status":"FAILED","numa":[{"node":0,"total_cpu":16,"memory_huge_total_mb":64000}]}""", "its status \"FAILED\" is not known")]
    public void Read_HostThatMakesNoSense_IsLeftOutWithItsMachines(string host, string problem)
    {
        Fleet fleet = Repaired("," + host, ["""{"instance_id":"v2","host_id":"h2","numa":[{"node":0,"cpu":1,"mem_mb":1}]}"""], problem);
        Assert.Equal((["h1"], ["v1"]), (fleet.Hosts.Select(h => h.Id).ToArray(), fleet.Vms.Select(v => v.Id).ToArray()));
    }

    [Theory]
    [InlineData("""[{"node":5,"cpu":1,"mem_mb":1}]""")]
    [InlineData("""[]""")]
    [InlineData("""[{"node":0,"cpu":"NaN","mem_mb":1}]""")]
    public void Read_MachineOfUnknownSizeOrPlace_TakesItsHostOut(string numa)
    {
        Fleet fleet = Repaired("," + SecondHost, [$$"""{"instance_id":"v2","host_id":"h2","numa":{{numa}}}"""], "its host h2 is left out with its machines");
        Assert.Equal(["h1"], fleet.Hosts.Select(h => h.Id));
    }

    [Fact]
    public void Read_HardAffinityToAMachineThatIsLeftOut_HoldsTheOthers()
    {
        string json = Inputs.Fleet(Inputs.Host, Inputs.Single, """{"policy":"affinity","instances":["v1","v9"]}""");
        Fleet fleet = Inputs.Read(json, repair: true).Value;
        Assert.False(fleet.Vms[0].AllowMigration);
        Assert.Contains("machine v9 is not in the snapshot", Assert.Single(fleet.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PinnedToHostsThatAreGone_Stays()
    {
        string vm = """{"instance_id":"v1","host_id":"h1","pinned_hosts":["h9"],"numa":[{"node":0,"cpu":1,"mem_mb":1}]}""";
        Assert.False(Inputs.Read(Inputs.Fleet(Inputs.Host, vm), repair: true).Value.Vms[0].AllowMigration);
    }

    [Fact]
    public void Read_ManyRepairs_AreCounted()
    {
        string vms = string.Join(',', Enumerable.Range(0, 500).Select(i => $$"""{"instance_id":"x{{i}}","host_id":"h9","numa":[]}"""));
        IReadOnlyList<string> warnings = Inputs.Read(Inputs.Fleet(Inputs.Host, vms), repair: true).Value.Warnings;
        Assert.Equal(21, warnings.Count);
        Assert.EndsWith("and 480 more repairs", warnings[^1], StringComparison.Ordinal);
    }

    /// <summary>Host h1 with machine v1, and what is added: a fault without repair; with it a consistent fleet and one warning.</summary>
    private static Fleet Repaired(string hosts, string[] vms, string warning)
    {
        string json = Inputs.Fleet(Inputs.Host + hosts, string.Join(',', [Inputs.Single, .. vms]));
        Assert.Contains("--repair", Inputs.Read(json).Fault!.Remedy, StringComparison.Ordinal);
        Fleet fleet = Inputs.Read(json, repair: true).Value;
        Assert.Contains(warning, Assert.Single(fleet.Warnings), StringComparison.Ordinal);
        Assert.Null(FleetCheck.Check(fleet));
        return fleet;
    }
}
