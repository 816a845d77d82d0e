using Restow.Rendering.Pictures;

namespace Restow.Experiments.Packing;

/// <summary>Improved cases by number of nodes, a bar for each method and time.</summary>
internal static class PackingChart
{
    public static BarChart Of(IReadOnlyList<PackingCase> rows)
    {
        PackingCase[] counted = [.. rows.Where(r => r.Utilisation <= 1.0)];
        int[] nodes = [.. counted.Select(r => r.Nodes).Distinct().Order()];
        return new BarChart(
            "Better than the default scheduler",
            $"{counted.Select(r => r.CaseKey).Distinct().Count()} cases with pods left pending, utilisation up to 1.00",
            "improved cases, %",
            [.. nodes.Select(n => $"{n} nodes")],
            [
                .. counted.Select(r => (r.Method, r.Seconds)).Distinct().OrderByDescending(m => m.Method, StringComparer.Ordinal).ThenBy(m => m.Seconds).Select(m =>
                    (FormattableString.Invariant($"{m.Method} {m.Seconds} s"), (IReadOnlyList<double>)[.. nodes.Select(n => Improved(counted.Where(r => r.Nodes == n && (r.Method, r.Seconds) == m)))])),
            ]);
    }

    private static double Improved(IEnumerable<PackingCase> rows) => 100 * rows.Select(r => r.Improved ? 1.0 : 0).DefaultIfEmpty(0).Average();
}
