using Restow.Core.Views;
using Restow.Rendering.Pictures;

namespace Restow.Rendering.Tests;

public class BarSlotsTests
{
    private static readonly Bin[] Bars = [Part("a", "0"), Part("a", "1"), Part("b", "0"), new Bin("c", [], []), new Bin("d", [], [])];

    [Fact]
    public void Of_Parts_StandCloserThanWholesAndFillTheWidth()
    {
        BarSlots slots = BarSlots.Of(Bars, 500);
        Assert.Equal(slots.Width, slots.Left[1] - slots.Left[0], 1e-3);
        Assert.True(slots.Left[2] - slots.Left[1] > 1.2 * slots.Width);
        Assert.Equal(slots.Width, slots.Left[4] - slots.Left[3], 1e-3);
        Assert.Equal(500, slots.Left[4] + slots.Width, 1e-2);
    }

    [Fact]
    public void Runs_PartsOfOneThing_AreOneRun() => Assert.Equal([(0, 2), (2, 3), (3, 4), (4, 5)], BarSlots.Runs(Bars));

    [Fact]
    public void Of_ManyBins_AveragesWholePieces()
    {
        var view = new BinsView("NUMA node", "virtual machine", ["cores"], "cores", [], true, [.. Enumerable.Range(0, 4).Select(i => Part("h", $"{i}") with { Whole = (i % 2, 1) })]);
        Assert.Equal([(0.5, 1.0), (0.5, 1.0)], BinAggregation.Of(view, 2).Bars.Select(b => b.Whole!.Value));
    }

    private static Bin Part(string of, string name) => new(name, [], []) { Of = of };
}
