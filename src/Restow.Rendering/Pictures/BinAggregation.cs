using Restow.Core.Views;

namespace Restow.Rendering.Pictures;

/// <summary>
/// Many bins as fewer: sorted by how full they were, neighbours are merged into their average, so that a bar stands for bins
/// that are alike and the picture stays a profile of the whole.
/// </summary>
internal static class BinAggregation
{
    /// <summary>At most <paramref name="most"/> bars, and how many bins stand behind each.</summary>
    public static (IReadOnlyList<Bin> Bars, int BinsPerBar) Of(BinsView view, int most)
    {
        if (view.Bins.Count <= most)
            return (view.Bins, 1);
        int size = (view.Bins.Count + most - 1) / most;
        Bin[] sorted = [.. view.Bins.OrderByDescending(b => Enumerable.Range(0, view.Dimensions.Count).Sum(d => Bin.Fill(b.Before, d)))];
        return ([.. sorted.Chunk(size).Select(chunk => Merge(chunk, view.Dimensions.Count))], size);
    }

    private static Bin Merge(Bin[] bins, int dimensions) =>
        new("", Merge(bins, bins.SelectMany(b => b.Before), dimensions), Merge(bins, bins.SelectMany(b => b.After), dimensions))
        {
            Whole = bins.All(b => b.Whole is null) ? null : (bins.Average(b => b.Whole?.Before ?? 0), bins.Average(b => b.Whole?.After ?? 0)),
            Missing = [.. Enumerable.Range(0, dimensions).Where(d => bins.All(b => b.Missing.Contains(d)))],
        };

    private static Segment[] Merge(Bin[] bins, IEnumerable<Segment> segments, int dimensions) =>
    [
        .. segments.GroupBy(s => (s.Change, s.Group)).Select(g => new Segment(
            "",
            g.Key.Group,
            [.. Enumerable.Range(0, dimensions).Select(d => g.Sum(s => s.Shares[d]) / bins.Length)],
            g.Key.Change)),
    ];
}
