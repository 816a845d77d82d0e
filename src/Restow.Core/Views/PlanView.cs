namespace Restow.Core.Views;

/// <summary>
/// A plan as a reader sees it: what a capability gives to the one renderer, which draws it as text, JSON or a picture.
/// Names and texts are as the input has them; escaping is the renderer's work.
/// </summary>
public sealed record PlanView
{
    /// <summary>What was planned: <c>snapshot.json</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The answer in one sentence.</summary>
    public required string Headline { get; init; }

    /// <summary>What is proven; its bound is in the unit of the first measure.</summary>
    public required Certificate Certificate { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Figures before and after, in the same order, the main one first.</summary>
    public required IReadOnlyList<Measure> Before { get; init; }

    public required IReadOnlyList<Measure> After { get; init; }

    /// <summary>Further properties of the JSON document, before its lists; the text has what they say elsewhere.</summary>
    public IReadOnlyList<(string Name, Cell Value)> Properties { get; init; } = [];

    /// <summary>Every list the plan consists of, in reading order. A property of the JSON document each.</summary>
    public IReadOnlyList<PlanTable> Tables { get; init; } = [];

    /// <summary>Remarks below the text.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What items are put into, before and after.</summary>
    public BinsView? Bins { get; init; }

    /// <summary>One figure of every bin, before and after.</summary>
    public HeatMapView? HeatMap { get; init; }

    /// <summary>A figure that has to be weighed against another one; <c>null</c> for a single plan.</summary>
    public TradeOffView? TradeOff { get; init; }

    /// <summary>A view of <paramref name="plan"/> that still lacks its tables and bins.</summary>
    public static PlanView Of<TMove>(Plan<TMove> plan, string subject, string headline)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new PlanView
        {
            Subject = subject,
            Headline = headline,
            Certificate = plan.Certificate,
            Elapsed = plan.Elapsed,
            Before = plan.Before,
            After = plan.After,
        };
    }
}

/// <summary>What more effort buys: points by ascending <c>X</c>.</summary>
/// <param name="XTitle">What is spent: <c>pods moved</c>.</param>
/// <param name="YTitle">What is gained: <c>pods placed</c>.</param>
public sealed record TradeOffView(string XTitle, string YTitle, IReadOnlyList<(double X, double Y)> Points);
