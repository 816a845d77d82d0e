using Restow.Core.Views;

namespace Restow.Packing.Views;

/// <summary>Pods placed against moves, as a table and as the points of a chart.</summary>
/// <remarks>
/// A point is better than the one before by priority, so that the totals of two may be equal, or fall. The priorities in which points differ then have
/// columns of their own, and the chart shows the highest of them.
/// </remarks>
internal sealed class FrontierView
{
    private readonly IReadOnlyList<FrontierPoint> points;
    private readonly int[] differing;

    /// <param name="points">By growing number of moves.</param>
    public FrontierView(IReadOnlyList<FrontierPoint> points)
    {
        this.points = points;
        bool totalsTell = points.Zip(points.Skip(1)).All(pair => Total(pair.First) < Total(pair.Second));
        differing = totalsTell
            ? []
            : [.. points[0].Plan.ByPriority.Select(p => p.Priority).Where(priority => points.Select(p => Placed(p, priority)).Distinct().Count() > 1)];
    }

    public PlanTable Table => new(
        "frontier",
        "Pods placed against moves",
        [
            new("moves", "moves"),
            .. differing.Select(priority => new PlanColumn($"placedOfPriority{priority}", $"of priority {priority}")),
            new("podsPlaced", "pods placed"), new("waves", "waves"), new("certificate", "certificate"), new("bound", "at most"),
        ],
        [.. points.Select(Row)]);

    public TradeOffView TradeOff => new(
        "pods moved or evicted",
        differing.Length == 0 ? "pods placed" : $"pods of priority {differing[0]} placed",
        [.. points.Select(p => ((double)p.Moves, (double)(differing.Length == 0 ? Total(p) : Placed(p, differing[0]))))]);

    private IReadOnlyList<Cell> Row(FrontierPoint point) =>
    [
        point.Moves,
        .. differing.Select(priority => (Cell)Placed(point, priority)),
        Total(point),
        point.Plan.Plan.Steps.Count == 0 ? 0 : point.Plan.Plan.Steps.Max(s => s.Wave),
        PackingWords.Of(point.Plan.Plan.Certificate.Kind),
        point.Plan.Plan.Certificate.Bound is { } bound ? bound : (string?)null,
    ];

    private static int Total(FrontierPoint point) => point.Plan.ByPriority.Sum(p => p.PlacedAfter);

    private static int Placed(FrontierPoint point, int priority) => point.Plan.ByPriority.First(p => p.Priority == priority).PlacedAfter;
}
