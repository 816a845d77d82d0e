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
        text.Append("| variant | method | s given | cases | rate before | rate after | gained | of the best known, % (95 %) | proven optimal | moves | stuck | s, median | s, longest |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        Dictionary<(string, string), long> best = BestKnown(rows);
        foreach (IGrouping<(string Variant, string Method, double Time), VmRow> group in rows.GroupBy(r => (r.Variant, r.Method, r.Time)).OrderBy(g => rows.Index().First(r => r.Item.Variant == g.Key.Variant).Index))
        {
            VmRow[] mine = [.. group];
            double[] shares = [.. mine.Where(r => best[(r.Instance, r.Variant)] > r.Before).Select(r => 100.0 * (r.After - r.Before) / (best[(r.Instance, r.Variant)] - r.Before))];
            int optimal = mine.Count(r => rows.Any(o => o.Instance == r.Instance && o.Variant == r.Variant && o.Bound is { } bound && r.After >= Math.Floor(bound + 1e-6)));
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {group.Key.Variant} | {group.Key.Method} | {group.Key.Time} | {mine.Length} | {mine.Average(r => r.RateBefore):F3} | {mine.Average(r => r.RateAfter):F3} | {mine.Average(r => r.After - r.Before):F1} | {Interval(shares)} | {optimal} | {mine.Average(r => r.Moves):F1} | {mine.Sum(r => r.Stuck)} | {Percentiles.Of(mine.Select(r => r.Seconds), 0.5):F2} | {mine.Max(r => r.Seconds):F2} |\n");
        }

        return text.ToString();
    }

    /// <summary>The highest value that any method reached on each case.</summary>
    private static Dictionary<(string Instance, string Variant), long> BestKnown(IReadOnlyList<VmRow> rows) =>
        rows.GroupBy(r => (r.Instance, r.Variant)).ToDictionary(g => g.Key, g => g.Max(r => r.After));

    private static string Interval(double[] values)
    {
        if (values.Length == 0)
            return "-";
        double mean = values.Average();
        double deviation = values.Length > 1 ? Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1)) : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{mean:F1} +- {1.96 * deviation / Math.Sqrt(values.Length):F1}");
    }
}
