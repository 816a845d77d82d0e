using Restow.Rendering.Pictures;

namespace Restow.Experiments.Rescheduling;

/// <summary>What each method gains, as a share of the best known, by variant.</summary>
internal static class VmChart
{
    public static BarChart Of(string experiment, IReadOnlyList<VmRow> rows)
    {
        var best = rows.GroupBy(r => (r.Instance, r.Variant)).ToDictionary(g => g.Key, g => g.Max(r => r.After));
        string[] variants = [.. rows.Select(r => r.Variant).Distinct()];
        (string Method, double Time)[] methods = [.. rows.Select(r => (r.Method, r.Time)).Distinct()];
        double Share(string variant, (string, double) method)
        {
            VmRow[] mine = [.. rows.Where(r => r.Variant == variant && (r.Method, r.Time) == method && best[(r.Instance, variant)] > r.Before)];
            return mine.Length == 0 ? 0 : mine.Average(r => 100.0 * (r.After - r.Before) / (best[(r.Instance, variant)] - r.Before));
        }

        return new BarChart(
            $"VM rescheduling: {experiment}",
            $"{rows.Select(r => (r.Instance, r.Variant)).Distinct().Count()} cases",
            "of the best known gain, %",
            variants,
            [.. methods.Select(m => (FormattableString.Invariant($"{m.Method} {m.Time} s"), (IReadOnlyList<double>)[.. variants.Select(v => Share(v, m))]))]);
    }
}
