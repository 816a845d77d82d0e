using Restow.Serving;
using Restow.Serving.Llumlets;
using Restow.Serving.Workloads;

namespace Restow.Experiments.Serving;

/// <summary>
/// Memory that is free but useless for being scattered (paper section 6.3), by trace and rate, and how many instances have a blocked head: when all have one,
/// nothing is left to migrate to.
/// </summary>
internal static class FragmentationTable
{
    private static readonly (string Trace, double Threshold, double[] Rates)[] Traces =
        [("s-s", 3, [32, 36]), ("m-m", 10, [7.4, 7.6, 7.8]), ("l-l", 3, [2.6, 3.0]), ("s-l", 10, [4.1, 4.3]), ("l-s", 3, [10, 14, 15, 16, 17, 18])];

    public static void Run(TextWriter output, int replicates)
    {
        output.WriteLine($"### Fragmentation, % of all memory (paper: infaas++ 7.9, llumnix 0.7), {replicates} replicates\n");
        output.WriteLine("| trace, rate | infaas++ | llumnix | restow | instances with a blocked head, %: infaas++ / llumnix / restow | prefill mean, s |\n|---|---|---|---|---|---|");
        foreach ((string trace, double threshold, double[] rates) in Traces)
        {
            foreach (double rate in rates)
                Row(output, $"{trace.ToUpperInvariant()} {rate}", [.. Policies.Select(p => Measure(trace, rate, threshold, p, replicates, LatencyModel.Corrected))]);
        }

        // Were it the copies that take too long, or the prompts, a faster one would help.
        LatencyModel model = LatencyModel.Corrected;
        Row(output, "L-S 18, copies ten times as fast", [.. Policies.Select(p => Measure("l-s", 18, 3, p, replicates, model with { CopyPerBlock = model.CopyPerBlock / 10, CopyFixed = model.CopyFixed / 10, LastCopyFixed = model.LastCopyFixed / 10 }))]);
        Row(output, "L-S 18, prompts twice as fast", [.. Policies.Select(p => Measure("l-s", 18, 3, p, replicates, model with { PrefillPerToken = model.PrefillPerToken / 2 }))]);
        Row(output, "L-S 18, latency model as published", [.. Policies.Select(p => Measure("l-s", 18, 3, p, replicates, LatencyModel.Published))]);
        output.WriteLine();
    }

    private static readonly string[] Policies = ["infaas++", "llumnix", "restow"];

    private static void Row(TextWriter output, string name, Replicates[] runs) => output.WriteLine(
        $"| {name} | {string.Join(" | ", runs.Select(r => ServingTable.Show(r.Range(x => x.Fragmentation * 100))))} | "
        + $"{string.Join(" / ", runs.Select(r => $"{r.Median(x => x.BlockedInstances) * 100:0}"))} | {string.Join(" / ", runs.Select(r => $"{r.Median(x => x.Prefill.Mean):0.0}"))} |");

    private static Replicates Measure(string trace, double rate, double threshold, string policy, int replicates, LatencyModel model) => Replicates.Of(
        new SimulationOptions { Policy = policy, Variant = LlumnixVariant.Artifact, Jitter = 0.05, Threshold = threshold, Latency = model },
        Workload.Create(trace, new WorkloadOptions { Rate = rate }).Value,
        replicates);
}
