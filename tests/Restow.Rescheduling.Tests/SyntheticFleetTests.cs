using Restow.Rescheduling.Checking;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Tests;

public class SyntheticFleetTests
{
    [Fact]
    public void Create_Defaults_ReachesTheUtilisation()
    {
        double[] shares = [.. Enumerable.Range(1, 10).Select(seed => Used(SyntheticFleet.Create(new SyntheticFleetOptions { Hosts = 60, Seed = (ulong)seed })))];
        Assert.InRange(shares.Average(), 0.72, 0.78);
    }

    [Fact]
    public void Create_MixOfHostsAndConflicts_IsConsistentAndHoldsItsRules()
    {
        for (ulong seed = 1; seed <= 30; seed++)
        {
            Fleet fleet = SyntheticFleet.Create(new SyntheticFleetOptions { Hosts = 30, HostSizes = [new(44, 2, 2), new(64, 1, 1), new(16, 4, 1)], Conflicts = 0.3, Seed = seed });
            Assert.Null(FleetCheck.Check(fleet));
            Assert.NotEmpty(fleet.Rules);
            Assert.All(fleet.Rules, r => Assert.Equal(r.Vms.Count, r.Vms.Select(v => fleet.Vms[v].Placement.Host).Distinct().Count()));
            Assert.InRange(fleet.Rules.Sum(r => r.Vms.Count), fleet.Vms.Count * 0.2, fleet.Vms.Count * 0.31);
        }
    }

    [Fact]
    public void Create_SameSeed_SameFleet()
    {
        var options = new SyntheticFleetOptions { Seed = 5 };
        Assert.Equal(SyntheticFleet.Create(options).Vms, SyntheticFleet.Create(options).Vms);
        Assert.NotEqual(SyntheticFleet.Create(options).Vms, SyntheticFleet.Create(options with { Seed = 6 }).Vms);
    }

    [Fact]
    public void Churned_NothingLeaves_IsTheSnapshotWithItsRules()
    {
        Fleet fleet = SyntheticFleet.Create(new SyntheticFleetOptions { Conflicts = 0.3 });
        Fleet same = SyntheticFleet.Churned(fleet, new SyntheticFleetOptions { Leave = 0 });
        Assert.Equal(fleet.Vms, same.Vms);
        Assert.Equal(fleet.Rules.Select(r => r.Vms), same.Rules.Select(r => r.Vms));
    }

    [Fact]
    public void Churned_SomeLeave_KeepsTheRulesThatHold()
    {
        Fleet fleet = SyntheticFleet.Create(new SyntheticFleetOptions { Hosts = 30, Conflicts = 0.5 });
        Fleet churned = SyntheticFleet.Churned(fleet, new SyntheticFleetOptions { Leave = 0.5, Seed = 3 });
        Assert.InRange(churned.Rules.Count, 1, fleet.Rules.Count - 1);
        Assert.All(churned.Rules, r => Assert.Equal(r.Vms.Count, r.Vms.Select(v => churned.Vms[v].Placement.Host).Distinct().Count()));
        Dictionary<string, IEnumerable<string>> names = fleet.Rules.ToDictionary(r => r.Name, r => r.Vms.Select(v => fleet.Vms[v].Id));
        Assert.All(churned.Rules, r => Assert.Subset(names[r.Name].ToHashSet(), r.Vms.Select(v => churned.Vms[v].Id).ToHashSet()));
    }

    private static double Used(Fleet fleet) =>
        (double)fleet.Vms.Sum(v => v.IsDouble ? 2 * v.Cores : v.Cores) / fleet.Hosts.Sum(h => h.Nodes.Sum(n => n.Cores));
}
