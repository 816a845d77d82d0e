using Restow.Core;
using Restow.Core.Views;
using Restow.Rendering.Json;
using Restow.Rendering.Pictures;
using Restow.Rendering.Text;

namespace Restow.Rendering;

/// <summary>The one renderer for the plans of every capability.</summary>
public static class PlanRenderer
{
    /// <summary>Prints the plan for people.</summary>
    public static void WriteText(PlanView view, TextTarget target)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(target);
        new PlanText(target).Write(view);
    }

    /// <summary>Prints a report for people.</summary>
    public static void WriteText(ReportView view, TextTarget target)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(target);
        new ReportText(target).Write(view);
    }

    /// <summary>Prints the plan for machines: exactly one camelCase document, UTF-8, with a line feed at its end.</summary>
    public static void WriteJson(PlanView view, Stream output)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(output);
        PlanJson.Write(view, output);
    }

    /// <summary>Draws the bins before and after the plan; or, for a view with a trade-off, that.</summary>
    /// <returns>The bytes of a picture file, or the fault that keeps it from being drawn.</returns>
    public static Result<byte[]> Draw(PlanView view, PictureFormat format)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (!PictureFont.Load().TryGet(out PictureFont? font, out Fault? fault))
            return fault;
        using (font)
        {
            if (view.TradeOff is { } tradeOff)
                return LineChart.Draw(TradeOffChart.Of(view, tradeOff), format);
            if (view.Bins is not { Bins.Count: > 0 } bins)
                return new Fault("chart", "", "the plan has nothing to draw", "leave the chart out");
            return PlanPicture.Draw(view, bins, font, format);
        }
    }
}
