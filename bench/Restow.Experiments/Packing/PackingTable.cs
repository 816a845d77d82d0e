using System.Globalization;
using System.Text;

namespace Restow.Experiments.Packing;

/// <summary>The tables of <c>docs/results/packing.md</c>, from the rows of a run.</summary>
internal static class PackingTable
{
    public static string Markdown(IReadOnlyList<PackingCase> rows)
    {
        var text = new StringBuilder();
        foreach (IGrouping<double, PackingCase> budget in rows.GroupBy(r => r.Seconds).OrderBy(g => g.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {budget.Key} s\n\n");
            Summary(text, "Utilisation up to 0.95, by number of nodes", budget.Where(r => r.Utilisation < 0.99), r => $"{r.Nodes}");
            Summary(text, "Utilisation 1.00, by nodes x pods a node", budget.Where(r => r.Utilisation is > 0.99 and < 1.01), r => $"{r.Nodes}x{r.PodsPerNode}");
            Summary(text, "Utilisation 1.05", budget.Where(r => r.Utilisation > 1.01), r => $"{r.Nodes}x{r.PodsPerNode}");
            if (budget.All(r => r.Method != "cpsat") || budget.All(r => r.Method != "restow"))
                continue;
            text.Append("Against the paper's model, same cases and wall time (improved: better than the default scheduler):\n\n");
            Duel(text, [.. budget]);
        }

        return text.ToString();
    }

    private static void Summary(StringBuilder text, string title, IEnumerable<PackingCase> rows, Func<PackingCase, string> cell)
    {
        if (!rows.Any())
            return;
        text.Append(CultureInfo.InvariantCulture, $"{title}:\n\n");
        text.Append("| cell | method | cases | improved % | certified % | failed % | unplaced before | unplaced after | moves, median | fewest by proof % | wall s, median | wall s, longest |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (IGrouping<(string Cell, string Method), PackingCase> g in rows.GroupBy(r => (cell(r), r.Method)).OrderBy(g => g.First().Nodes).ThenBy(g => g.First().PodsPerNode).ThenBy(g => g.Key.Method))
        {
            PackingCase[] cases = [.. g];
            int called = cases.Count(c => c.Class != "noCall");
            text.Append(CultureInfo.InvariantCulture, $"| {g.Key.Cell} | {g.Key.Method} | {cases.Length} | {Percent(cases.Count(c => c.Improved), called)} | {Percent(cases.Count(c => c.Certified), called)} | {Percent(cases.Count(c => c.Class == "failure"), called)} | {cases.Average(c => c.PendingBefore):F2} | {cases.Average(c => c.PendingAfter):F2} | {Median(cases.Select(c => (double)c.Moves)):F0} | {Percent(cases.Count(c => c.FewestProven), cases.Length)} | {Median(cases.Select(c => c.WallSeconds)):F2} | {cases.Max(c => c.WallSeconds):F2} |\n");
        }

        text.Append('\n');
    }

    private static void Duel(StringBuilder text, PackingCase[] rows)
    {
        var cpsat = rows.Where(r => r.Method == "cpsat").ToDictionary(r => r.CaseKey);
        (PackingCase Ours, PackingCase Theirs)[] all = [.. rows.Where(r => r.Method == "restow" && cpsat.ContainsKey(r.CaseKey)).Select(r => (r, cpsat[r.CaseKey]))];
        text.Append("| utilisation | cases | restow better | equal | restow worse | moves, median: restow | moves, median: cpsat, where it improved |\n|---|---|---|---|---|---|---|\n");
        foreach (IGrouping<double, (PackingCase Ours, PackingCase Theirs)> pairs in all.GroupBy(p => p.Ours.Utilisation).OrderBy(g => g.Key))
        {
            (PackingCase Ours, PackingCase Theirs)[] both = [.. pairs.Where(p => p.Theirs.Improved)];
            text.Append(CultureInfo.InvariantCulture, $"| {pairs.Key:F2} | {pairs.Count()} | {pairs.Count(p => p.Ours.Compare(p.Theirs) > 0)} | {pairs.Count(p => p.Ours.Compare(p.Theirs) == 0)} | {pairs.Count(p => p.Ours.Compare(p.Theirs) < 0)} | {Median(both.Select(p => (double)p.Ours.Moves)):F0} | {Median(both.Select(p => (double)p.Theirs.Moves)):F0} |\n");
        }

        (PackingCase Ours, PackingCase Theirs)[] same = [.. all.Where(p => p.Ours.Improved && p.Theirs.Improved && p.Ours.Compare(p.Theirs) == 0)];
        text.Append(CultureInfo.InvariantCulture, $"\nBoth improve and place the same: {same.Length} cases, disturbed in all {same.Sum(p => p.Ours.Moves)} by restow and {same.Sum(p => p.Theirs.Moves)} by cpsat; fewer in {same.Count(p => p.Ours.Moves < p.Theirs.Moves)}, as many in {same.Count(p => p.Ours.Moves == p.Theirs.Moves)}, more in {same.Count(p => p.Ours.Moves > p.Theirs.Moves)}. In {same.Count(p => p.Ours.FewestProven)} of them restow's number is proven the fewest.\n");
    }

    private static string Percent(int part, int all) => all == 0 ? "-" : (100.0 * part / all).ToString("F1", CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
