using System.Globalization;
using Restow.Core;
using Restow.Core.Views;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Ordering;

namespace Restow.Rescheduling.Views;

/// <summary>A checked plan as its reader sees it: what is left of it, as a plan; what is done; what is dropped.</summary>
public static class RevalidationView
{
    /// <summary>The view of a checked plan.</summary>
    /// <param name="fleet">The snapshot that it was checked against.</param>
    /// <param name="result">What is left of it.</param>
    /// <param name="options">What it was checked with.</param>
    public static PlanView Of(Fleet fleet, Revalidation result, ReschedulingOptions options)
    {
        ArgumentNullException.ThrowIfNull(result);
        PlanView rest = ReschedulingView.Of(fleet, result.Remaining, options);
        return rest with
        {
            Headline = Headline(result),
            Certificate = new Certificate(CertificateKind.None, null, "a certificate holds for the snapshot that its plan was made for"),
            Tables =
            [
                new PlanTable("dropped", "Dropped", [.. Columns, new("reason", "why")], [.. result.Dropped.Select(d => (IReadOnlyList<Cell>)[.. Row(d.Migration), d.Reason])]),
                new PlanTable("done", "Done already", Columns, [.. result.Done.Select(Row)]),
                .. rest.Tables,
            ],
        };
    }

    private static PlanColumn[] Columns => [new("vm", "machine"), new("from", "from"), new("to", "to")];

    private static Cell[] Row(PlannedMigration migration) =>
        [migration.Vm, Place(migration.FromHost, migration.FromNodes), Place(migration.ToHost, migration.ToNodes)];

    private static Cell Place(string host, IReadOnlyList<int> nodes)
    {
        string numa = string.Join('+', nodes);
        return Cell.Nested($"{host} / {numa}", ("host", host), ("numa", Cell.List(numa, [.. nodes.Select(n => (Cell)n)])));
    }

    private static string Headline(Revalidation result)
    {
        int holds = result.Remaining.Plan.Steps.Count;
        int all = holds + result.Done.Count + result.Dropped.Count;
        return all == 0
            ? "The plan is empty."
            : string.Create(CultureInfo.InvariantCulture, $"Of {all:N0} migrations {holds:N0} still hold, {result.Done.Count:N0} are done, {result.Dropped.Count:N0} are dropped.");
    }
}
