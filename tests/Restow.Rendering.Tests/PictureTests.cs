using System.Buffers.Binary;
using System.Xml.Linq;
using Restow.Core;
using Restow.Core.Views;
using Restow.Rendering.Pictures;

namespace Restow.Rendering.Tests;

public class PictureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(40)]
    [InlineData(101)]
    [InlineData(1000)]
    public void Draw_AnyNumberOfBins_IsAPngOfTheSameSize(int bins)
    {
        byte[] png = PlanRenderer.Draw(Views.Small() with { Bins = Views.Bins(bins, 5) }, PictureFormat.Png).Value;
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.Equal(2400, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal(1560, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }

    [Fact]
    public void Draw_Svg_IsXmlWithTheHeadline()
    {
        byte[] svg = PlanRenderer.Draw(Views.Small("<&>") with { Headline = "<1 & 2>" }, PictureFormat.Svg).Value;
        XElement root = XDocument.Load(new MemoryStream(svg)).Root!;
        Assert.Equal("svg", root.Name.LocalName);
        Assert.Contains(root.Descendants(), e => e.Name.LocalName == "text" && e.Value.Trim() == "<1 & 2>");
    }

    [Fact]
    public void Load_MachineWithoutFonts_IsAFaultThatSaysWhatToInstall()
    {
        Assert.False(PictureFont.Load([]).TryGet(out _, out Fault? fault));
        Assert.Contains("fonts-dejavu-core", fault.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(5, 3)]
    [InlineData(8, 1)]
    public void Draw_Svg_HasABarOfEachDimensionInBothStatesAndEachBinsName(int bins, int items)
    {
        byte[] Svg(int count) => PlanRenderer.Draw(Views.Small() with { Bins = Views.Bins(count, items) }, PictureFormat.Svg).Value;
        XElement root = XDocument.Load(new MemoryStream(Svg(bins))).Root!;
        string[] labels = [.. root.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim())];
        for (int b = 0; b < bins; b++)
            Assert.Single(labels, $"host-{b}");
        Assert.Equal(bins, labels.Count(l => l == "cpu"));
        Assert.Equal(bins, labels.Count(l => l == "memory"));
        foreach (string once in (string[])["Before", "After"])
            Assert.Single(labels, once);
        Assert.Equal(["0 %", "25 %", "50 %", "75 %", "100 %"], labels.Where(l => l.EndsWith('%') && l.Length < 6).Take(5));
        Assert.Equal(2, labels.Count(l => l == "waiting"));

        // A bar's paper and its frame, for each bin, dimension and state, more than a picture without the bin has.
        int Rectangles(byte[] svg) => XDocument.Load(new MemoryStream(svg)).Descendants().Count(e => e.Name.LocalName == "rect");
        Assert.True(Rectangles(Svg(bins)) - Rectangles(Svg(bins - 1)) >= 2 * 2 * (1 + items));
    }

    [Fact]
    public void Draw_OvercommittedAndEmptyBins_IsAPicture()
    {
        BinsView bins = Views.Bins(2, 2);
        Segment heavy = new("x", 0, [1.7, 0], SegmentChange.None);
        bins = bins with { Bins = [new Bin("", [heavy], []), new Bin("b", [], [heavy]) { Missing = [0, 1] }], WaitingAfter = new int[20_000] };
        Assert.True(PlanRenderer.Draw(Views.Small() with { Bins = bins }, PictureFormat.Png).IsSuccess);
    }

    [Fact]
    public void Draw_NoBins_IsAFault() => Assert.False(PlanRenderer.Draw(Views.Small() with { Bins = null }, PictureFormat.Png).IsSuccess);

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void Draw_TradeOff_IsAPicture(int points)
    {
        var tradeOff = new TradeOffView("moves", "machines placed", [.. Enumerable.Range(0, points).Select(i => ((double)i, (double)(i * i)))]);
        Result<byte[]> svg = PlanRenderer.Draw(Views.Small() with { TradeOff = tradeOff }, PictureFormat.Svg);
        Assert.Equal("svg", XDocument.Load(new MemoryStream(svg.Value)).Root!.Name.LocalName);
    }

    [Fact]
    public void Draw_BarChart_IsAPicture()
    {
        var chart = new BarChart("Improved", "1 s", "%", ["4 nodes", "8 nodes"], [("restow", [100, 99]), ("cpsat", [60, 79])]);
        Assert.True(BarChart.Draw(chart, PictureFormat.Png).IsSuccess);
    }

    [Fact]
    public void Of_ManyBins_KeepsTheMeanFill()
    {
        BinsView bins = Views.Bins(1000, 4);
        (IReadOnlyList<Bin> bars, int perBar) = BinAggregation.Of(bins, 100);
        Assert.Equal(10, perBar);
        Assert.Equal(bins.Bins.Average(b => Bin.Fill(b.After, 0)), bars.Average(b => Bin.Fill(b.After, 0)), 9);
    }
}
