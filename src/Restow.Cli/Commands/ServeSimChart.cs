using System.Text;
using Restow.Serving;
using ScottPlot;

namespace Restow.Cli.Commands;

/// <summary>The time to the first token of each policy, mean beside P99, on a logarithmic axis.</summary>
internal static class ServeSimChart
{
    /// <summary>The picture's bytes, in the format that <paramref name="path"/> ends with.</summary>
    public static byte[] Draw(string path, IReadOnlyList<SimulationReport> reports)
    {
        using var plot = new Plot();
        for (int i = 0; i < reports.Count; i++)
        {
            AddBar(plot, (3 * i) + 0.0, reports[i].Prefill.Mean, Colors.SteelBlue);
            AddBar(plot, (3 * i) + 1.0, reports[i].Prefill.P99, Colors.DarkOrange);
        }

        plot.Axes.Bottom.SetTicks([.. reports.Select((_, i) => (3 * i) + 0.5)], [.. reports.Select(r => r.Policy)]);
        plot.YLabel("time to the first token: mean (blue), P99 (orange), log10 of ms");
        plot.Axes.Margins(bottom: 0);
        return Path.GetExtension(path).Equals(".svg", StringComparison.OrdinalIgnoreCase)
            ? Encoding.UTF8.GetBytes(plot.GetSvgXml(1000, 500))
            : plot.GetImageBytes(1000, 500, ImageFormat.Png);
    }

    private static void AddBar(Plot plot, double position, double seconds, Color color) =>
        plot.Add.Bar(new Bar { Position = position, Value = Math.Log10(Math.Max(seconds * 1e3, 1)), FillColor = color });
}
