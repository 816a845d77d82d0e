using Restow.Core;
using ScottPlot;

namespace Restow.Rendering.Pictures;

/// <summary>A line of a chart.</summary>
public sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A chart of lines with markers, for trade-offs and experiments.</summary>
/// <param name="Steps">Whether a line keeps its height until the next point.</param>
public sealed record LineChart(string Title, string Subtitle, string XTitle, string YTitle, IReadOnlyList<ChartSeries> Series, bool Steps = false)
{
    private const int Width = 1100;
    private const int Height = 660;

    /// <summary>Draws the chart.</summary>
    /// <returns>The bytes of a picture file, or the fault of a machine without fonts.</returns>
    public static Result<byte[]> Draw(LineChart chart, PictureFormat format)
    {
        ArgumentNullException.ThrowIfNull(chart);
        if (!PictureFont.Load().TryGet(out PictureFont? font, out Fault? fault))
            return fault;
        using (font)
        {
            Plot plot = ChartStyle.Plot(font.Family, chart.Title, chart.Subtitle, chart.XTitle, chart.YTitle);
            foreach ((int i, ChartSeries series) in chart.Series.Index())
            {
                var line = plot.Add.Scatter(series.Points.Select(p => p.X).ToArray(), series.Points.Select(p => p.Y).ToArray(), ChartStyle.Colour(i));
                line.LegendText = Printable.Of(series.Name);
                line.LineWidth = 2.5f;
                line.MarkerSize = 9;
                line.ConnectStyle = chart.Steps ? ConnectStyle.StepHorizontal : ConnectStyle.Straight;
            }

            ChartStyle.Legend(plot, chart.Series.Count);
            ChartStyle.Room(plot, chart.Series.SelectMany(s => s.Points));
            return ChartStyle.Encode(plot, Width, Height, format);
        }
    }
}
