using Restow.Serving;
using ScottPlot;

namespace Restow.Cli.Commands;

/// <summary>The time to the first token of each policy, mean beside P99, on a logarithmic axis.</summary>
internal static class ServeSimChart
{
    public static void Write(string path, IReadOnlyList<SimulationReport> reports)
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
        if (Path.GetExtension(path).Equals(".svg", StringComparison.OrdinalIgnoreCase))
            plot.SaveSvg(path, 1000, 500);
        else
            plot.SavePng(path, 1000, 500);
    }

    private static void AddBar(Plot plot, double position, double seconds, Color color) =>
        plot.Add.Bar(new Bar { Position = position, Value = Math.Log10(Math.Max(seconds * 1e3, 1)), FillColor = color });
}
