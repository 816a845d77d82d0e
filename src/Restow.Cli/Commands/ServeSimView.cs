using Restow.Core.Views;
using Restow.Rendering.Pictures;
using Restow.Serving;

namespace Restow.Cli.Commands;

/// <summary>Reports of simulated policies, one beside the other.</summary>
internal static class ServeSimView
{
    private static readonly PlanColumn[] LatencyColumns =
    [
        new("policy", "policy"), new("prefillMean", "first token, mean s"), new("prefillP99", "P99 s"), new("decodeMean", "token, mean ms"), new("decodeP99", "P99 ms"), new("requestMean", "request, mean s"),
    ];

    private static readonly PlanColumn[] WorkColumns =
    [
        new("policy", "policy"), new("loss", "loss s"), new("preemptions", "preemptions"), new("migrations", "migrations"), new("downtime", "downtime ms"), new("fragmentation", "fragmented"), new("instances", "instances"),
    ];

    public static ReportView Of(string headline, IReadOnlyList<SimulationReport> reports) => new(
        headline,
        [
            new PlanTable("latency", "Latency", LatencyColumns, [.. reports.Select(Latency)]),
            new PlanTable("work", "What it took", WorkColumns, [.. reports.Select(Work)]),
        ])
    {
        Notes =
        [
            "First token: from arrival, queueing included. Token: mean of a request's tokens after the first. Loss: time that preemption cost a request, mean of all. Downtime: of a migration.",
            .. reports.Where(r => r.Outcomes.Any(o => o.Key != "completed" && o.Value > 0)).Select(r => $"{r.Policy}: {string.Join(", ", r.Outcomes.Where(o => o.Value > 0).Select(o => $"{o.Value:N0} {o.Key}"))}"),
        ],
    };

    /// <summary>The time to the first token of each policy, mean beside P99.</summary>
    public static BarChart Chart(string headline, IReadOnlyList<SimulationReport> reports) => new(
        "Time to the first token",
        headline,
        "seconds",
        [.. reports.Select(r => r.Policy)],
        [("mean", [.. reports.Select(r => r.Prefill.Mean)]), ("P99", [.. reports.Select(r => r.Prefill.P99)])]);

    private static Cell[] Latency(SimulationReport r) =>
    [
        r.Policy, Cell.NumberRounded(r.Prefill.Mean, "0.000"), Cell.NumberRounded(r.Prefill.P99, "0.00"), Cell.NumberRounded(r.Decode.Mean * 1e3, "0.0"), Cell.NumberRounded(r.Decode.P99 * 1e3, "0"), Cell.NumberRounded(r.Request.Mean, "0.00"),
    ];

    private static Cell[] Work(SimulationReport r) =>
    [
        r.Policy, Cell.NumberRounded(r.PreemptionLossMean, "0.000"), r.Preemptions, r.Migrations, Cell.NumberRounded(r.MigrationDowntimeMeanMs, "0.0"), Cell.NumberRounded(r.Fragmentation, "0.00 %"), Cell.NumberRounded(r.InstancesMean, "0.0"),
    ];
}
