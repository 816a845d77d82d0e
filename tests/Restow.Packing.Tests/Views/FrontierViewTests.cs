using Restow.Core;
using Restow.Packing.Views;

namespace Restow.Packing.Tests.Views;

public class FrontierViewTests
{
    [Fact]
    public void Table_TotalsGrow_HasNoColumnsOfPriorities()
    {
        var view = new FrontierView([Point(0, 3, 5), Point(2, 4, 5)]);
        Assert.Equal(["moves", "podsPlaced", "waves", "certificate", "bound"], view.Table.Columns.Select(c => c.Name));
        Assert.Equal([(0, 8), (2, 9)], view.TradeOff.Points);
        Assert.Equal("pods placed", view.TradeOff.YTitle);
    }

    [Fact]
    public void Table_EqualTotals_LeadsWithThePrioritiesThatDiffer()
    {
        var view = new FrontierView([Point(0, 3, 5), Point(2, 4, 4)]);
        Assert.Equal(["moves", "placedOfPriority9", "placedOfPriority1", "podsPlaced"], view.Table.Columns.Select(c => c.Name).Take(4));
        Assert.Equal([(0, 3), (2, 4)], view.TradeOff.Points);
        Assert.Equal("pods of priority 9 placed", view.TradeOff.YTitle);
    }

    [Fact]
    public void Table_FallingTotal_ShowsOnlyThePriorityThatDiffers()
    {
        var view = new FrontierView([Point(0, 3, 5), Point(2, 4, 5), Point(3, 5, 2)]);
        Assert.Contains("placedOfPriority9", view.Table.Columns.Select(c => c.Name));
        Assert.Equal([3.0, 4, 5], view.TradeOff.Points.Select(p => p.Item2));
    }

    private static FrontierPoint Point(int moves, int high, int low) => new(moves, new PackingPlan
    {
        Plan = new Plan<PackingMove> { Steps = [], Before = [], After = [], Certificate = Certificate.None, Elapsed = TimeSpan.Zero },
        IsBetter = true,
        ByPriority = [new PriorityCount(9, 10, 0, high, null), new PriorityCount(1, 10, 0, low, null)],
        Assignment = [],
        Pending = [],
        Immovable = [],
    });
}
