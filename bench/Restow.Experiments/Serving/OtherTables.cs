using System.Diagnostics;
using Restow.Serving;
using Restow.Serving.Llumlets;
using Restow.Serving.Workloads;

namespace Restow.Experiments.Serving;

/// <summary>Distance from saturation, and the simulator's speed.</summary>
internal static class OtherTables
{
    private static readonly SimulationOptions Artifact = new() { Variant = LlumnixVariant.Artifact, Jitter = 0.05 };

    private static readonly double[] Factors = [0.94, 0.97, 1, 1.03, 1.06];

    /// <summary>Simulated steps a second on one core.</summary>
    public static void Speed(TextWriter output)
    {
        output.WriteLine("### Speed, one core\n\n| case | M steps | wall s | CPU s | M steps/CPU s |\n|---|---|---|---|---|");
        foreach ((string name, double rate, int count) in new[] { ("l-l", 3.0, 16), ("s-s", 36, 16), ("l-l", 12, 64) })
        {
            IReadOnlyList<ServingRequest> trace = Trace(name, new WorkloadOptions { Rate = rate });
            SimulationOptions options = Artifact with { Instances = count, FragmentationSampleSeconds = 0 };
            for (int i = 0; i < 3; i++)
                ServingSimulator.Run(options, trace);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            SimulationReport report = ServingSimulator.Run(options, trace).Value;
            double cpu = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            output.WriteLine($"| {name} {rate}, {count} instances, 10,000 requests | {report.Steps / 1e6:0.00} | {watch.Elapsed.TotalSeconds:0.00} | {cpu:0.00} | {report.Steps / 1e6 / cpu:0.0} |");
        }

        output.WriteLine();
    }

    /// <summary>The rows whose ratio does not fit, at rates a few percent lower and higher: how much of it is saturation.</summary>
    public static void Saturation(TextWriter output, int replicates, string? trace)
    {
        output.WriteLine("### How much a row depends on its rate: ratio I/L of P99 prefill\n\n| trace, rate | 0.94 x | 0.97 x | 1 x | 1.03 x | 1.06 x | paper |\n|---|---|---|---|---|---|---|");
        foreach (PaperRow row in PaperRow.Of(trace).Where(r => !r.Synthetic || r is { High: true, Trace: "M-M" or "L-S" or "S-L" }))
        {
            IEnumerable<string> cells = Factors.Select(factor =>
            {
                PaperRow moved = row with { Rate = row.Rate * factor };
                Replicates infaas = Replicates.Of(moved, "infaas++", LatencyModel.Corrected, replicates);
                Replicates llumnix = Replicates.Of(moved, "llumnix", LatencyModel.Corrected, replicates);
                return ServingTable.Show(infaas.RatioTo(llumnix, r => r.Prefill.P99), "0.0");
            });
            output.WriteLine($"| {row.Trace} {row.Rate} | {string.Join(" | ", cells)} | {row.Infaas.PrefillP99 / row.Llumnix.PrefillP99:0.0} |");
        }

        output.WriteLine();
    }

    private static IReadOnlyList<ServingRequest> Trace(string name, WorkloadOptions options) => Workload.Create(name, options).Value;
}
