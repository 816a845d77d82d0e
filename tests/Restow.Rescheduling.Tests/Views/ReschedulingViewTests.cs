using Restow.Core;
using Restow.Core.Views;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;
using Restow.Rescheduling.Views;

namespace Restow.Rescheduling.Tests.Views;

public class ReschedulingViewTests
{
    // 12 free cores on one node and 4 on another: moving 4 cores gains the only slot.
    private static readonly Fleet Fleet = Build.Of(
        [Build.Host(0), Build.Host(1, nodes: 1)],
        [Build.Vm(0, 28, 0, 0), Build.Vm(1, 4, 0, 0), Build.Vm(2, 44, 0, 1), Build.Vm(3, 40, 1, 0) with { DirtyMbPerSecond = 100 }]);

    private static readonly ReschedulingPlan Plan = new()
    {
        Plan = new Plan<Migration>
        {
            Steps = [new PlanStep<Migration>(1, new Migration(1, new VmPlacement(0, 0), new VmPlacement(1, 0), "gains 1 slot"))],
            Before = [new Measure("slots", 0, "slot", Better.Higher)],
            After = [new Measure("slots", 1, "slot", Better.Higher)],
            Certificate = Certificate.Optimal(1, "counted"),
            Elapsed = TimeSpan.FromSeconds(1),
        },
        ValueBefore = 0,
        ValueAfter = 1,
        FewestMigrations = 1,
        IsBetter = true,
        Placements = [new VmPlacement(0, 0), new VmPlacement(1, 0), new VmPlacement(0, 1), new VmPlacement(1, 0)],
    };

    [Fact]
    public void Of_Plan_SaysWhatItGainsAndCosts()
    {
        PlanView view = ReschedulingView.Of(Fleet, Plan, new ReschedulingOptions());
        Assert.Equal("Slots of 16 cores 0 → 1 (+1), fragment rate 1.000 → 0.000, 1 migration.", view.Headline);
        Assert.Equal(["No plan reaches this with fewer migrations.", "8 GiB to copy in 1 wave: about 9 s at 1,000 MB/s a migration."], view.Notes);
    }

    [Fact]
    public void Of_Migrations_NameHostsNodesAndBytes()
    {
        PlanTable table = ReschedulingView.Of(Fleet, Plan, new ReschedulingOptions()).Tables[0];
        Assert.Equal(("migrations", true), (table.Name, table.IsGrouped));
        Assert.Equal(["wave", "vm", "from", "to", "bytes", "reason"], table.Columns.Select(c => c.Name));
        IReadOnlyList<Cell> row = Assert.Single(table.Rows);
        Assert.Equal("pm_0 / 0", row[2].Shown);
        Assert.Equal("pm_1", row[3].Shown);
        Assert.Equal([("host", "pm_0")], row[2].Fields!.Take(1).Select(f => (f.Name, f.Value.Text)));
        Assert.Equal([0.0], row[2].Fields![1].Value.Items!.Select(i => i.Number!.Value));
        Assert.Equal(8.0 * 1024 * 1024 * 1024, row[4].Number);
    }

    [Fact]
    public void Of_Properties_AreRatesSlotsAndBound()
    {
        Dictionary<string, Cell> properties = ReschedulingView.Of(Fleet, Plan, new ReschedulingOptions()).Properties.ToDictionary(p => p.Name, p => p.Value);
        Assert.Equal([("before", 1.0), ("after", 0.0)], properties["fragmentRate"].Fields!.Select(f => (f.Name, f.Value.Number!.Value)));
        Assert.Equal([("before", 0.0), ("after", 1.0), ("bound", 1.0), ("cores", 16.0)], properties["slots"].Fields!.Select(f => (f.Name, f.Value.Number!.Value)));
    }

    [Fact]
    public void Of_OtherObjective_HasNoBoundOnSlots()
    {
        PlanView view = ReschedulingView.Of(Fleet, Plan, new ReschedulingOptions { Objective = new EmptyHosts() });
        Assert.Null(view.Properties.Single(p => p.Name == "slots").Value.Fields!.Single(f => f.Name == "bound").Value.Number);
        Assert.Equal("% of its cores", view.HeatMap!.Unit);
    }

    [Fact]
    public void Of_HeatMap_ShowsStrandedCores()
    {
        HeatMapView heat = ReschedulingView.Of(Fleet, Plan, new ReschedulingOptions()).HeatMap!;
        Assert.Equal([12.0, 0.0, 4.0], heat.Before);
        Assert.Equal([0.0, 0.0, 0.0], heat.After);
        Assert.Equal(15, heat.Most);
    }

    [Fact]
    public void Of_HostInMaintenance_OffersNothing()
    {
        Fleet fleet = Fleet with { Hosts = [Fleet.Hosts[0] with { Maintenance = true }, Fleet.Hosts[1]] };
        PlanView view = ReschedulingView.Of(fleet, Plan, new ReschedulingOptions());
        Assert.Equal([0.0, 0.0, 4.0], view.HeatMap!.Before);
        Assert.Equal([null, null, 0.0], view.Bins!.Bins.Select(b => b.Whole?.After));
        Assert.Equal(1.0, view.Properties[0].Value.Fields![0].Value.Number);
    }

    [Fact]
    public void Of_Bins_HoldEveryMachineBeforeAndAfter()
    {
        BinsView bins = ReschedulingView.Of(Fleet, Plan, new ReschedulingOptions()).Bins!;
        Assert.Equal(["pm_0 / 0", "pm_0 / 1", "pm_1"], bins.Bins.Select(b => b.FullName));
        Assert.Equal([2, 1, 1], bins.Bins.Select(b => b.Before.Count));
        Assert.Equal([1, 1, 2], bins.Bins.Select(b => b.After.Count));
        Assert.Equal([16.0 / 44, 0, 0], bins.Bins.Select(b => b.Whole!.Value.After));
        Assert.Equal(["44", "40", "28", "4"], bins.Groups);
        Assert.Equal(1.0, Bin.Fill(bins.Bins[2].After, 0), 1e-9);
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Goal_FragmentRate_IsTheFewestSlotsForIt(double rate, long value) =>
        Assert.Equal(value, ReschedulingGoal.ValueOf(Fleet, Fragments.Of16, rate).Value);

    [Theory]
    [InlineData(1.5)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void Goal_NoRate_IsAFault(double rate) => Assert.Contains("is not a fragment rate", ReschedulingGoal.ValueOf(Fleet, Fragments.Of16, rate).Fault!.Problem, StringComparison.Ordinal);

    [Fact]
    public void Goal_OtherObjective_IsItsValue()
    {
        Assert.Equal(3, ReschedulingGoal.ValueOf(Fleet, new EmptyHosts(), 3).Value);
        Assert.Contains("is not a whole number of empty hosts", ReschedulingGoal.ValueOf(Fleet, new EmptyHosts(), 0.4).Fault!.Problem, StringComparison.Ordinal);
    }
}
