using System.Text;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Restow.Rendering.Pictures;

/// <summary>The look that charts share with the pictures of plans.</summary>
internal static class ChartStyle
{
    private static readonly string[] Colours = ["#F5871F", "#123A6B", "#4D86BF", "#8FA3B8", "#0B8F6A", "#7A68A6"];

    public static Color Ink { get; } = Color.FromHex("#1B2733");

    public static Color Colour(int index) => Color.FromHex(Colours[index % Colours.Length]);

    public static Plot Plot(string family, string title, string subtitle, string xTitle, string yTitle)
    {
        var plot = new Plot();
        plot.Font.Set(family);
        Color muted = Color.FromHex("#66727F");
        plot.Title(subtitle.Length == 0 ? Printable.Of(title) : $"{Printable.Of(title)}\n{Printable.Of(subtitle)}", 18);
        plot.XLabel(Printable.Of(xTitle), 15);
        plot.YLabel(Printable.Of(yTitle), 15);
        plot.Axes.Title.Label.ForeColor = Ink;
        plot.Axes.Color(muted);
        plot.Axes.Title.Label.ForeColor = Ink;
        plot.HideAxesAndGridEdges();
        plot.Grid.MajorLineColor = Color.FromHex("#DDE3EA");
        plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Axes.Bottom.MinorTickStyle.Length = 0;
        plot.Axes.Left.MinimumSize = 78;
        plot.Axes.Bottom.MinimumSize = 62;
        plot.Axes.Right.MinimumSize = 26;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.FontSize = 14;
        return plot;
    }

    /// <summary>A legend beside the chart; none for a single series, which the axis names.</summary>
    public static void Legend(Plot plot, int series)
    {
        if (series > 1)
            plot.ShowLegend(Edge.Right);
        else
            plot.HideLegend();
    }

    /// <summary>Whole-number ticks, and air around the points so that a flat line or a single point is still a picture.</summary>
    public static void Room(Plot plot, IEnumerable<(double X, double Y)> points)
    {
        (double X, double Y)[] all = [.. points];
        if (all.Length == 0)
            return;
        Span(all.Select(p => p.X), out double left, out double right);
        Span(all.Select(p => p.Y), out double bottom, out double top);
        plot.Axes.SetLimits(left, right, bottom, top);
        if (all.All(p => double.IsInteger(p.X)))
            plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
        if (all.All(p => double.IsInteger(p.Y)))
            plot.Axes.Left.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
    }

    public static byte[] Encode(Plot plot, int width, int height, PictureFormat format)
    {
        if (format == PictureFormat.Svg)
            return Encoding.UTF8.GetBytes(plot.GetSvgXml(width, height));
        plot.ScaleFactor = 1.5;
        return plot.GetImage((int)(width * 1.5), (int)(height * 1.5)).GetImageBytes(ImageFormat.Png);
    }

    private static void HideAxesAndGridEdges(this Plot plot)
    {
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
    }

    private static void Span(IEnumerable<double> values, out double low, out double high)
    {
        (low, high) = (values.Min(), values.Max());
        double air = Math.Max((high - low) * 0.08, 0.5);
        (low, high) = (low - air, high + air);
    }
}
