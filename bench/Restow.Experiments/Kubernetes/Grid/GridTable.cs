using System.Globalization;
using System.Text;

namespace Restow.Experiments.Kubernetes.Grid;

/// <summary>The table of <c>docs/results/kubernetes.md</c>, from the rows of a run.</summary>
internal static class GridTable
{
    public static string Markdown(IReadOnlyList<GridCase> rows)
    {
        var text = new StringBuilder();
        text.Append("| nodes x pods a node | cases | improved | certified | failed | pending before | pending after | planned, not reached | moves, median | solve s, median | all running s, median | longest | plans stopped |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (IGrouping<string, GridCase> cell in rows.Where(r => r.IsCalled).GroupBy(r => $"{r.Cell.Nodes}x{r.Cell.PodsPerNode}").OrderBy(g => g.First().Cell.Nodes * 1000 + g.First().Cell.PodsPerNode))
            Row(text, cell.Key, [.. cell]);
        if (rows.Any(r => r.IsCalled))
            Row(text, "all", [.. rows.Where(r => r.IsCalled)]);
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, GridCase[] cases) => text.Append(
        CultureInfo.InvariantCulture,
        $"| {name} | {cases.Length} | {cases.Count(c => c.IsImproved)} | {cases.Count(c => c.IsCertified)} | {cases.Count(c => c.IsFailed)} | {cases.Average(c => c.PendingBefore):F2} | {cases.Average(c => c.PendingAfter):F2} | {cases.Count(c => c.PendingAfter > c.PendingPlanned)} | {Median(cases.Select(c => (double)c.Moves)):F0} | {Median(cases.Select(c => c.SolveSeconds)):F2} | {Median(cases.Select(c => c.RunningSeconds)):F1} | {cases.Max(c => c.RunningSeconds):F1} | {cases.Sum(c => Math.Max(0, c.Plans - 1) + (c.Ended == "Stopped" ? 1 : 0))} |\n");

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
