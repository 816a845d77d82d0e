using System.Globalization;
using Restow.Serving;

namespace Restow.Experiments.Serving;

/// <summary>The paper's serving table: every trace at its lowest and highest rate, replicated, the ratios beside the paper's.</summary>
internal static class ServingTable
{
    public static void Run(TextWriter output, LatencyModel model, int replicates, string? trace)
    {
        output.WriteLine($"### Serving table, latency model as {model.Name}, {replicates} replicates\n");
        output.WriteLine("Median (range); P the paper. Seconds; decode in ms.\n");
        output.WriteLine("| trace, rate | policy | prefill P99 | P | prefill mean | P | decode P99 | P | decode mean | P | loss | P |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        var ratios = new StringWriter(CultureInfo.InvariantCulture);
        int inside = 0;
        int rows = 0;
        int[] decodes = [0, 0];
        int[] close = [0, 0];
        foreach (PaperRow row in PaperRow.Of(trace))
        {
            Replicates rr = Replicates.Of(row, "round-robin", model, replicates);
            Replicates infaas = Replicates.Of(row, "infaas++", model, replicates);
            Replicates llumnix = Replicates.Of(row, "llumnix", model, replicates);
            Row(output, row, rr, row.RoundRobin);
            Row(output, row, infaas, row.Infaas);
            Row(output, row, llumnix, row.Llumnix);
            foreach ((Replicates runs, PaperFigures? figures) in new[] { (rr, row.RoundRobin), (infaas, row.Infaas), (llumnix, row.Llumnix) })
            {
                if (figures is null)
                    continue;
                decodes[row.Synthetic ? 1 : 0]++;
                close[row.Synthetic ? 1 : 0] += Math.Abs((runs.Median(r => r.Decode.Mean * 1e3) / figures.DecodeMean) - 1) <= 0.15 ? 1 : 0;
            }

            bool fits = Ratio(ratios, row, "P99 prefill I/L", infaas, llumnix, r => r.Prefill.P99, row.Infaas.PrefillP99 / row.Llumnix.PrefillP99);
            Ratio(ratios, row, "mean prefill I/L", infaas, llumnix, r => r.Prefill.Mean, row.Infaas.PrefillMean / row.Llumnix.PrefillMean);
            if (row.RoundRobin is { } paper)
                Ratio(ratios, row, "P99 prefill RR/L", rr, llumnix, r => r.Prefill.P99, paper.PrefillP99 / row.Llumnix.PrefillP99);
            if (row.Synthetic)
            {
                rows++;
                inside += fits ? 1 : 0;
            }
        }

        output.WriteLine($"\n| trace, rate | ratio | ours: median (range) | paper | inside |\n|---|---|---|---|---|\n{ratios}");
        output.WriteLine($"Synthetic rows whose P99 prefill ratio I/L lies in our range: **{inside} of {rows}**.");
        output.WriteLine($"Decode means within 15 % of the paper's: {close[1]} of {decodes[1]} on synthetic rows, {close[0]} of {decodes[0]} on the others.\n");
    }

    public static string Show((double Low, double Median, double High) range, string format = "0.00") =>
        string.Create(CultureInfo.InvariantCulture, $"{range.Median.ToString(format)} ({range.Low.ToString(format)}-{range.High.ToString(format)})");

    private static void Row(TextWriter output, PaperRow row, Replicates runs, PaperFigures? paper) => output.WriteLine(
        $"| {row.Trace} {row.Rate} | {runs.Policy} | {Show(runs.Range(r => r.Prefill.P99))} | {paper?.PrefillP99} | {Show(runs.Range(r => r.Prefill.Mean))} | {paper?.PrefillMean} | "
        + $"{Show(runs.Range(r => r.Decode.P99 * 1e3), "0")} | {paper?.DecodeP99} | {Show(runs.Range(r => r.Decode.Mean * 1e3), "0")} | {paper?.DecodeMean} | {Show(runs.Range(r => r.PreemptionLossMean), "0.000")} | {paper?.Loss} |");

    private static bool Ratio(TextWriter output, PaperRow row, string name, Replicates a, Replicates b, Func<SimulationReport, double> figure, double paper)
    {
        (double Low, double Median, double High) ratio = a.RatioTo(b, figure);
        bool inside = paper >= ratio.Low && paper <= ratio.High;
        output.WriteLine($"| {row.Trace} {row.Rate} | {name} | {Show(ratio)} | {paper:0.00} | {(inside ? "yes" : "no")} |");
        return inside;
    }
}
