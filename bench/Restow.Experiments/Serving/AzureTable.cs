using Restow.Core;
using Restow.Serving;
using Restow.Serving.Llumlets;
using Restow.Serving.Workloads;

namespace Restow.Experiments.Serving;

/// <summary>
/// Azure's code trace: long prompts, answers of a few tokens. At which setting round-robin begins to preempt, what the policies do there, and what
/// backfill weighs against each other under overload.
/// </summary>
internal static class AzureTable
{
    private static readonly string[] Policies = ["round-robin", "infaas++", "llumnix", "restow"];
    private static readonly SimulationOptions Artifact = new() { Variant = LlumnixVariant.Artifact, Jitter = 0.05, FragmentationSampleSeconds = 0 };

    private static readonly (string Name, InstanceOptions Limits)[] Memories =
    [
        ("851 blocks, 8 kept free (the paper's)", new()),
        ("851, 5 kept free", new() { WatermarkFraction = 5.5 / 851 }),
        ("851, 2 kept free", new() { WatermarkFraction = 2.5 / 851 }),
        ("851, none kept free", new() { WatermarkFraction = 0 }),
        ("680, 6 kept free", new() { Blocks = 680 }),
        ("510, 5 kept free", new() { Blocks = 510 }),
        ("476, 4 kept free", new() { Blocks = 476 }),
    ];

    private static readonly double[] Rates = [5, 13, 15, 25, 100];

    private static readonly double[] Compared = [5, 13, 15, 25, 35];

    // As much for each instance as 15/s over 16.
    private static readonly int[] Fewer = [12, 8, 4];

    private static readonly int[] Preempting = [4, 6, 3];

    public static void Run(TextWriter output, string file, int replicates)
    {
        output.WriteLine($"### Azure's code trace, 16 instances, {replicates} replicates\n");
        Compare(output, file, [.. Compared.Select(rate => ($"{rate}", rate, new InstanceOptions()))], replicates);
        output.WriteLine($"Preemptions of round-robin in {CsvTrace.Read(file).Value.Count} requests, median (range).\n\n| memory | {string.Join(" | ", Rates.Select(r => $"{r}/s"))} | 15/s, Poisson arrivals | {string.Join(" | ", Fewer.Select(n => $"{n} instances, {n * 15.0 / 16}/s"))} |\n|---|{string.Concat(Rates.Select(_ => "---|"))}---|---|---|---|");
        foreach ((string name, InstanceOptions limits) in Memories)
        {
            IEnumerable<string> cells = Rates.Select(rate => Preemptions(Trace(file, rate), limits, 16, replicates));
            IEnumerable<string> fewer = Fewer.Select(n => Preemptions(Trace(file, n * 15.0 / 16), limits, n, replicates));
            output.WriteLine($"| {name} | {string.Join(" | ", cells)} | {Preemptions(Poisson(Trace(file, 15)), limits, 16, replicates)} | {string.Join(" | ", fewer)} |");
        }

        output.WriteLine("\nWhere it preempts.\n");
        Compare(output, file, [.. Preempting.SelectMany(m => Rates[2..4].Select(rate => ($"{Memories[m].Name}; {rate}", rate, Memories[m].Limits)))], replicates);
        output.WriteLine("What backfill weighs: restow at other bounds, and at L-S 18.\n\n| bound, s | 15/s: P99 | mean | 25/s: P99 | mean | L-S 18: P99 | mean |\n|---|---|---|---|---|---|---|");
        foreach (double bound in new[] { 0.0, 5, 10, 20, 25, 30 })
        {
            IReadOnlyList<ServingRequest>[] traces = [Trace(file, 15), Trace(file, 25), Workload.Create("l-s", new WorkloadOptions { Rate = 18 }).Value];
            IEnumerable<string> cells = traces.Select(t => Replicates.Of(Artifact with { Policy = "restow", BackfillSeconds = bound }, t, replicates))
                .Select(r => $"{ServingTable.Show(r.Range(x => x.Prefill.P99), "0.0")} | {ServingTable.Show(r.Range(x => x.Prefill.Mean), "0.0")}");
            output.WriteLine($"| {bound} | {string.Join(" | ", cells)} |");
        }

        output.WriteLine();
    }

    private static void Compare(TextWriter output, string file, (string Name, double Rate, InstanceOptions Limits)[] settings, int replicates)
    {
        output.WriteLine("| setting, rate | policy | prefill P99 | prefill mean | request mean | preemptions | loss |\n|---|---|---|---|---|---|---|");
        foreach ((string name, double rate, InstanceOptions limits) in settings)
        {
            IReadOnlyList<ServingRequest> trace = Trace(file, rate);
            foreach (string policy in Policies)
            {
                Replicates runs = Replicates.Of(Artifact with { Policy = policy, Limits = limits }, trace, replicates);
                output.WriteLine($"| {name} | {policy} | {ServingTable.Show(runs.Range(r => r.Prefill.P99))} | {ServingTable.Show(runs.Range(r => r.Prefill.Mean))} | {runs.Median(r => r.Request.Mean):0.00} | "
                    + $"{ServingTable.Show(runs.Range(r => r.Preemptions), "0")} | {runs.Median(r => r.PreemptionLossMean):0.000} |");
            }
        }

        output.WriteLine();
    }

    private static string Preemptions(IReadOnlyList<ServingRequest> trace, InstanceOptions limits, int instances, int replicates) =>
        ServingTable.Show(Replicates.Of(Artifact with { Policy = "round-robin", Limits = limits, Instances = instances }, trace, replicates).Range(r => r.Preemptions), "0");

    private static IReadOnlyList<ServingRequest> Trace(string file, double rate) => CsvTrace.Read(file, rate).Value;

    /// <summary>The same requests in the same order and at the same mean rate, without the trace's bursts.</summary>
    private static ServingRequest[] Poisson(IReadOnlyList<ServingRequest> trace)
    {
        var random = new SeededRandom(1);
        double gap = trace[^1].ArrivalSeconds / trace.Count;
        double now = 0;
        return [.. trace.Select(r => r with { ArrivalSeconds = now -= gap * Math.Log(1 - random.NextDouble()) })];
    }
}
