using System.Globalization;
using System.Text;
using Restow.Core.Statistics;

namespace Restow.Experiments.Rescheduling;

/// <summary>The table of an experiment: for each variant a row a method.</summary>
internal static class VmTable
{
    public static string Markdown(IReadOnlyList<VmRow> rows)
    {
        var text = new StringBuilder();
        text.Append("| variant | method | s given | cases | rate before | rate after | gained | of the best known, % (95 %) | proven optimal | gap, % | moves | stuck | s, median | s, longest |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        Dictionary<(string, string), long> best = BestKnown(rows);
        Dictionary<(string, string), double> bounds = rows.Where(r => r.Bound is not null).GroupBy(r => (r.Instance, r.Variant)).ToDictionary(g => g.Key, g => g.Min(r => Math.Floor(r.Bound!.Value + 1e-6)));
        foreach (IGrouping<(string Variant, string Method, double Time), VmRow> group in rows.GroupBy(r => (r.Variant, r.Method, r.Time)).OrderBy(g => rows.Index().First(r => r.Item.Variant == g.Key.Variant).Index))
        {
            VmRow[] mine = [.. group];
            double[] shares = [.. mine.Where(r => best[(r.Instance, r.Variant)] > r.Before).Select(r => 100.0 * (r.After - r.Before) / (best[(r.Instance, r.Variant)] - r.Before))];
            double[] gaps = [.. mine.Select(r => Gap(r, bounds.GetValueOrDefault((r.Instance, r.Variant), double.PositiveInfinity)))];
            int optimal = gaps.Count(g => g <= 0);
            string gap = gaps.Any(double.IsInfinity) ? "-" : gaps.Average().ToString("F1", CultureInfo.InvariantCulture);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {group.Key.Variant} | {group.Key.Method} | {group.Key.Time} | {mine.Length} | {mine.Average(r => r.RateBefore):F3} | {mine.Average(r => r.RateAfter):F3} | {mine.Average(r => r.After - r.Before):F1} | {Interval(shares)} | {optimal} | {gap} | {mine.Average(r => r.Moves):F1} | {mine.Sum(r => r.Stuck)} | {Percentiles.Of(mine.Select(r => r.Seconds), 0.5):F2} | {mine.Max(r => r.Seconds):F2} |\n");
        }

        return text.ToString();
    }

    /// <summary>The highest value that any method reached on each case.</summary>
    private static Dictionary<(string Instance, string Variant), long> BestKnown(IReadOnlyList<VmRow> rows) =>
        rows.GroupBy(r => (r.Instance, r.Variant)).ToDictionary(g => g.Key, g => g.Max(r => r.After));

    /// <summary>Share of what could at most be gained, by the bound, that a case falls short of it; infinite without a bound.</summary>
    private static double Gap(VmRow row, double bound) =>
        double.IsInfinity(bound) ? bound : bound <= row.After ? 0 : 100 * (bound - row.After) / (bound - row.Before);

    private static string Interval(double[] values)
    {
        if (values.Length == 0)
            return "-";
        double mean = values.Average();
        double deviation = values.Length > 1 ? Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1)) : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{mean:F1} +- {1.96 * deviation / Math.Sqrt(values.Length):F1}");
    }
}
