using Restow.Core.Statistics;
using Restow.Serving;
using Restow.Serving.Llumlets;
using Restow.Serving.Workloads;

namespace Restow.Experiments.Serving;

/// <summary>
/// The policies on traces of the same distributions with other seeds. Ours was chosen while looking at the artifact's
/// traces; here it meets traces that nobody looked at. Ratios are paired: both policies see the same trace.
/// </summary>
internal static class FreshTraces
{
    public static void Run(TextWriter output, int traces, string? trace)
    {
        output.WriteLine($"### Fresh traces, high rates, {traces} seeds\n");
        output.WriteLine("| trace, rate | llumnix P99 prefill | restow | llumnix / restow, paired | infaas++ improved / restow, paired | mean prefill, llumnix / restow | worse than llumnix by over 10 % |\n|---|---|---|---|---|---|---|");
        foreach (PaperRow row in PaperRow.Of(trace).Where(r => r.High))
        {
            SimulationReport[] llumnix = Runs(row, "llumnix", traces);
            SimulationReport[] restow = Runs(row, "restow", traces);
            SimulationReport[] infaas = Runs(row, "infaas++/inflight/deficit/quiet/short-steps/backfill", traces);
            double[] ratios = Ratios(llumnix, restow, r => r.Prefill.P99);
            output.WriteLine($"| {row.Trace} {row.Rate} | {Show([.. llumnix.Select(r => r.Prefill.P99)])} | {Show([.. restow.Select(r => r.Prefill.P99)])} | {Show(ratios)} | "
                + $"{Show(Ratios(infaas, restow, r => r.Prefill.P99))} | {Show(Ratios(llumnix, restow, r => r.Prefill.Mean))} | {ratios.Count(r => r < 1 / 1.1)} of {traces} |");
        }

        output.WriteLine();
    }

    private static SimulationReport[] Runs(PaperRow row, string policy, int traces) => [.. Enumerable.Range(1, traces).Select(seed =>
    {
        IReadOnlyList<ServingRequest> trace = Workload.Create(row.Trace, new WorkloadOptions { Rate = row.Rate, Seed = (uint)seed }).Value;
        var options = new SimulationOptions { Policy = policy, Variant = LlumnixVariant.Artifact, Threshold = row.Threshold, FragmentationSampleSeconds = 0 };
        return ServingSimulator.Run(options, trace).Value;
    })];

    private static double[] Ratios(SimulationReport[] a, SimulationReport[] b, Func<SimulationReport, double> figure) =>
        [.. a.Zip(b, (x, y) => figure(x) / figure(y))];

    private static string Show(double[] values) => ServingTable.Show((values.Min(), Percentiles.Of(values, 0.5), values.Max()));
}
