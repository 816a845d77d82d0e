using Restow.Core;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Restow.Rendering.Pictures;

/// <summary>A chart of bars in groups: for each label a bar of each series, 0 to the largest value.</summary>
/// <param name="Labels">The groups, from left to right.</param>
/// <param name="Series">A name and as many values as there are labels.</param>
public sealed record BarChart(string Title, string Subtitle, string YTitle, IReadOnlyList<string> Labels, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Series)
{
    /// <summary>Draws the chart.</summary>
    /// <returns>The bytes of a picture file, or the fault of a machine without fonts.</returns>
    public static Result<byte[]> Draw(BarChart chart, PictureFormat format)
    {
        ArgumentNullException.ThrowIfNull(chart);
        if (!PictureFont.Load().TryGet(out PictureFont? font, out Fault? fault))
            return fault;
        using (font)
        {
            Plot plot = ChartStyle.Plot(font.Family, chart.Title, chart.Subtitle, "", chart.YTitle);
            double width = 0.8 / chart.Series.Count;
            foreach ((int i, (string name, IReadOnlyList<double> values)) in chart.Series.Index())
            {
                var bars = plot.Add.Bars(values.Select((value, label) => new Bar
                {
                    Position = label + ((i - ((chart.Series.Count - 1) / 2.0)) * width),
                    Value = value,
                    Size = width * 0.92,
                    FillColor = ChartStyle.Colour(i),
                    LineWidth = 0,
                    Label = values.Count * chart.Series.Count <= 40 ? Words.Number(Math.Round(value, 1)) : "",
                }).ToArray());
                bars.ValueLabelStyle.FontSize = 12;
                bars.ValueLabelStyle.ForeColor = ChartStyle.Ink;
                bars.LegendText = Printable.Of(name);
            }

            plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, chart.Labels.Count).Select(i => (double)i)], [.. chart.Labels.Select(l => Printable.Of(l))]);
            plot.Axes.Bottom.MajorTickStyle.Length = 0;
            plot.Axes.Left.TickGenerator = new NumericAutomatic { TickDensity = 0.4 };
            plot.Grid.XAxisStyle.IsVisible = false;
            plot.Axes.Margins(bottom: 0, top: 0.12);
            ChartStyle.Legend(plot, chart.Series.Count);
            return ChartStyle.Encode(plot, Math.Clamp(260 + (chart.Labels.Count * chart.Series.Count * 34), 900, 2200), 640, format);
        }
    }
}
