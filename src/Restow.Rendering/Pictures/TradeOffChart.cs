using Restow.Core.Views;

namespace Restow.Rendering.Pictures;

/// <summary>What more effort buys, as a staircase.</summary>
internal static class TradeOffChart
{
    public static LineChart Of(PlanView view, TradeOffView tradeOff)
    {
        string title = $"{char.ToUpperInvariant(tradeOff.YTitle[0])}{tradeOff.YTitle[1..]} against {tradeOff.XTitle}";
        string subtitle = $"{view.Headline.TrimEnd('.')}, {Words.Short(view.Certificate, view.After.Count > 0 ? view.After[0] : null)}";
        return new LineChart(title, subtitle, tradeOff.XTitle, tradeOff.YTitle, [new ChartSeries(tradeOff.YTitle, tradeOff.Points)], Steps: true);
    }
}
