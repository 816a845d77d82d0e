using Restow.Core.Views;
using Restow.Packing.Model;

namespace Restow.Packing.Views;

/// <summary>A packing plan as its reader sees it; the renderer draws it as text, JSON or a picture.</summary>
public static class PackingView
{
    /// <summary>The view of one plan.</summary>
    public static PlanView Of(Cluster cluster, PackingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(plan);
        return PlanView.Of(plan.Plan, cluster.SourceName, PackingHeadline.Of(plan)) with
        {
            Tables =
            [
                PackingTables.ByPriority(plan),
                PackingTables.Steps(plan),
                PackingTables.Placements(cluster, plan),
                PackingTables.Reasons("pending", "Still pending", plan.Pending, textRows: 20),
                PackingTables.Reasons("immovable", "Not movable", plan.Immovable, textRows: 0),
            ],
            Notes = ImmovableNote.Of(plan.Immovable),
            Bins = PackingBins.Of(cluster, plan),
        };
    }

    /// <summary>The view of the plan that places the most, together with what fewer moves would give.</summary>
    public static PlanView OfFrontier(Cluster cluster, IReadOnlyList<FrontierPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        FrontierPoint[] ordered = [.. points.OrderBy(p => p.Moves)];
        var frontier = new FrontierView(ordered);
        PlanView best = Of(cluster, Best(points).Plan);
        return best with
        {
            Tables = [frontier.Table, .. best.Tables],
            TradeOff = frontier.TradeOff,
        };
    }

    /// <summary>The point that places the most pods by priority; of equals the one with the fewest moves.</summary>
    public static FrontierPoint Best(IReadOnlyList<FrontierPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        FrontierPoint best = points[0];
        foreach (FrontierPoint point in points.OrderBy(p => p.Moves))
        {
            if (point.Plan.ComparePlaced(best.Plan) > 0)
                best = point;
        }

        return best;
    }
}
