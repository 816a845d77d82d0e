using System.Globalization;
using Restow.Core;
using Restow.Core.Views;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Views;

/// <summary>The lists of a plan. Their names and columns are the JSON document's, and stay: a plan is read back from it.</summary>
internal static class MigrationTables
{
    private const double Mebibyte = 1 << 20;

    public static PlanTable Migrations(Fleet fleet, ReschedulingPlan plan, ReschedulingOptions options) => new(
        "migrations",
        "Migrations",
        [new("wave", "wave"), new("vm", "machine"), new("from", "from"), new("to", "to"), new("bytes", "copies"), new("reason", "why")],
        [
            .. plan.Plan.Steps.Select(s => (IReadOnlyList<Cell>)
            [
                s.Wave, fleet.Vms[s.Move.Vm].Id, Place(fleet, s.Move.From), Place(fleet, s.Move.To), Bytes(Copied(fleet, s, options)), s.Move.Reason,
            ]),
        ])
    {
        IsGrouped = true,
    };

    /// <summary>How long each wave copies: its longest migration, as all run at once.</summary>
    public static PlanTable Waves(Fleet fleet, ReschedulingPlan plan, ReschedulingOptions options) => new(
        "waves",
        "Waves",
        [new("wave", "wave"), new("migrations", "migrations"), new("bytes", "copies"), new("seconds", "seconds")],
        [
            .. plan.Plan.Steps.GroupBy(s => s.Wave).Select(w => (IReadOnlyList<Cell>)
            [
                w.Key, w.Count(), Bytes(w.Sum(s => Copied(fleet, s, options))), Math.Round(w.Max(s => Copied(fleet, s, options)) / options.BandwidthMbPerSecond, 1),
            ]),
        ])
    {
        TextRows = 0,
    };

    /// <summary>How long the whole plan copies, wave by wave.</summary>
    public static TimeSpan Duration(Fleet fleet, ReschedulingPlan plan, ReschedulingOptions options) =>
        TimeSpan.FromSeconds(plan.Plan.Steps.GroupBy(s => s.Wave).Sum(w => w.Max(s => Copied(fleet, s, options)) / options.BandwidthMbPerSecond));

    public static long CopiedMb(Fleet fleet, ReschedulingPlan plan, ReschedulingOptions options) => plan.Plan.Steps.Sum(s => Copied(fleet, s, options));

    public static Cell Place(Fleet fleet, VmPlacement place)
    {
        string host = fleet.Hosts[place.Host].Id;
        string nodes = place.IsDouble ? $"{place.NodeA}+{place.NodeB}" : $"{place.NodeA}";
        Cell numa = Cell.List(nodes, place.IsDouble ? [place.NodeA, place.NodeB] : [place.NodeA]);
        return Cell.Nested(fleet.Hosts[place.Host].Nodes.Count == 1 ? host : $"{host} / {nodes}", ("host", host), ("numa", numa));
    }

    /// <summary>Megabytes as <c>1.5 GiB</c>.</summary>
    public static string Size(long megabytes) => megabytes switch
    {
        < 1024 => $"{megabytes} MiB",
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{megabytes / 1024.0:0.#} GiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{megabytes / 1024.0 / 1024:0.##} TiB"),
    };

    private static Cell Bytes(long megabytes) => Cell.NumberShown(megabytes * Mebibyte, Size(megabytes));

    private static long Copied(Fleet fleet, PlanStep<Migration> step, ReschedulingOptions options) => ReschedulingProblem.CopiedMb(fleet.Vms[step.Move.Vm], options);
}
