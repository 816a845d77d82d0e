using System.Diagnostics;
using Restow.Serving;
using Restow.Serving.Llumlets;
using Restow.Serving.Migration;
using Restow.Serving.Scheduling;
using Restow.Serving.Simulation;
using Restow.Serving.Workloads;

namespace Restow.Experiments.Serving;

/// <summary>The paper's smaller experiments: downtime, fragmentation, priorities, scaling, the central scheduler; and traces of our own.</summary>
internal static class OtherTables
{
    private static readonly SimulationOptions Artifact = new() { Variant = LlumnixVariant.Artifact, Jitter = 0.05 };

    private static readonly double[] Factors = [0.94, 0.97, 1, 1.03, 1.06];

    private static readonly string[] Compared = ["infaas++", "llumnix", "restow"];

    /// <summary>One request of a given length moves once; the blocking copy is the same protocol with one stage.</summary>
    public static void Downtime(TextWriter output)
    {
        output.WriteLine("### Migration downtime by sequence length, ms\n\n| tokens | migration | P | blocking copy | P | recomputation | P |\n|---|---|---|---|---|---|---|");
        (int Tokens, int Migration, int Copy, int Recompute)[] paper =
            [(256, 13, 68, 58), (512, 12, 129, 110), (1024, 15, 226, 220), (2048, 16, 451, 436), (4096, 22, 909, 940), (8192, 26, 1682, 1995)];
        foreach ((int tokens, int migration, int copy, int recompute) in paper)
        {
            double live = Move(tokens, new MigrationOptions());
            double blocking = Move(tokens, new MigrationOptions { LastStageMaxBlocks = int.MaxValue });
            output.WriteLine($"| {tokens} | {live:0.0} | {migration} | {blocking:0} | {copy} | {LatencyModel.Published.PrefillAlone(tokens):0} | {recompute} |");
        }

        output.WriteLine();
    }

    public static void Fragmentation(TextWriter output, int replicates)
    {
        output.WriteLine("### Fragmentation, % of all memory (paper: infaas++ 7.9, llumnix 0.7)\n\n| trace, rate | infaas++ | llumnix | restow |\n|---|---|---|---|");
        foreach (PaperRow row in PaperRow.All.Where(r => r is { High: true, Synthetic: true }))
        {
            IReadOnlyList<ServingRequest> trace = Trace(row.Trace, new WorkloadOptions { Rate = row.Rate });
            IEnumerable<string> cells = Compared
                .Select(p => ServingTable.Show(Replicates.Of(Artifact with { Policy = p, Threshold = row.Threshold }, trace, replicates).Range(r => r.Fragmentation * 100)));
            output.WriteLine($"| {row.Trace} {row.Rate} | {string.Join(" | ", cells)} |");
        }

        output.WriteLine();
    }

    /// <summary>Paper Figure 13: S-S, 26 requests a second, a tenth of them of high priority, bursty arrivals.</summary>
    public static void Priorities(TextWriter output, int replicates)
    {
        output.WriteLine("### Priorities (S-S, 26/s, 10 % high): without -> with, seconds; P the paper\n");
        output.WriteLine("| model | CV | high request mean | P | high prefill P99 | P | high decode mean ms | normal request mean |\n|---|---|---|---|---|---|---|---|");
        (double Cv, string Request, string Prefill)[] paper =
            [(2, "6.64 -> 5.73", "2.4 -> .66"), (4, "7.31 -> 5.75", "5.2 -> .59"), (6, "8.25 -> 5.84", "7.6 -> .67"), (8, "8.54 -> 5.68", "8.9 -> .90")];
        foreach ((LatencyModel model, (double cv, string request, string prefill)) in new[] { LatencyModel.Corrected, LatencyModel.Published }.SelectMany(_ => paper, (m, p) => (m, p)))
        {
            IReadOnlyList<ServingRequest> trace = Trace("s-s", new WorkloadOptions { Rate = 26, Cv = cv, HighPart = 0.1 });
            Replicates without = Replicates.Of(Artifact with { Latency = model, IgnorePriorities = true }, trace, replicates);
            Replicates with = Replicates.Of(Artifact with { Latency = model }, trace, replicates);
            string Both(Func<SimulationReport, double> figure, string format) => $"{without.Median(figure).ToString(format)} -> {with.Median(figure).ToString(format)}";
            output.WriteLine($"| {model.Name} | {cv} | {Both(r => r.High!.Request.Mean, "0.00")} | {request} | {Both(r => r.High!.Prefill.P99, "0.00")} | {prefill} | {Both(r => r.High!.Decode.Mean * 1e3, "0.0")} | "
                + $"{Both(r => r.Normal!.Request.Mean, "0.00")} ({(with.Median(r => r.Normal!.Request.Mean) / without.Median(r => r.Normal!.Request.Mean)) - 1:+0.0%;-0.0%}) |");
        }

        output.WriteLine();
    }

    /// <summary>Paper Figures 14 and 15: L-L, from 8 instances, at most 16.</summary>
    public static void Scaling(TextWriter output, int replicates)
    {
        output.WriteLine("### Auto-scaling (L-L, from 8 to at most 16 instances, start-up 5 s)\n\nPaper, Poisson 2.0 -> 3.0: P99 prefill I 9.1 -> 62, L 4.1 -> 5.1; instances I 11.6 -> 15.5, L 10.5 -> 15.0.\n");
        output.WriteLine("| rate, CV | policy | range | prefill P99 | prefill mean | instances |\n|---|---|---|---|---|---|");
        foreach ((double rate, double cv) in new[] { (2.0, 1.0), (2.5, 1), (3, 1), (2, 4) })
        {
            IReadOnlyList<ServingRequest> trace = Trace("l-l", new WorkloadOptions { Rate = rate, Cv = cv });
            foreach ((string policy, double up, double down, double ahead) in new[]
            {
                ("infaas++", 10.0, 60.0, 0.0), ("infaas++", 25, 75, 0), ("llumnix", 10, 60, 0), ("llumnix", 5, 30, 0), ("restow", 10, 60, 0), ("restow", 5, 30, 0), ("restow", 5, 30, 20),
            })
            {
                var scaling = new AutoScalingOptions { UpBelow = up, DownAbove = down, LookAhead = TimeSpan.FromSeconds(ahead) };
                Replicates runs = Replicates.Of(Artifact with { Policy = policy, Instances = 8, Scaling = scaling }, trace, replicates);
                output.WriteLine($"| {rate}, {cv} | {policy}{(ahead > 0 ? $", {ahead} s ahead" : "")} | {up}-{down} | {ServingTable.Show(runs.Range(r => r.Prefill.P99))} | {runs.Median(r => r.Prefill.Mean):0.00} | {ServingTable.Show(runs.Range(r => r.InstancesMean), "0.0")} |");
            }
        }

        output.WriteLine();
    }

    /// <summary>A scheduler that plans every instance's every step, at an assumed cost a request, against llumlets.</summary>
    public static void Central(TextWriter output)
    {
        output.WriteLine("### One scheduler for every step (S-S, 2/s an instance): stalls of a step, ms\n\n| instances | assumed cost, µs a request and step | stall mean | P99 | max | decode mean ms, centralized | llumnix |\n|---|---|---|---|---|---|---|");
        foreach ((int count, double cost) in new[] { (16, 10.0), (64, 10), (16, 30), (64, 30), (16, 40), (32, 40), (64, 40) })
        {
            IReadOnlyList<ServingRequest> trace = Trace("s-s", new WorkloadOptions { Rate = 2.0 * count });
            SimulationReport central = ServingSimulator.Run(Artifact with { Policy = "centralized", Instances = count, CentralMicrosecondsPerRequest = cost }, trace).Value;
            SimulationReport llumnix = ServingSimulator.Run(Artifact with { Instances = count }, trace).Value;
            output.WriteLine($"| {count} | {cost} | {central.StallMs.Mean:0.0} | {central.StallMs.P99:0.0} | {central.StallMs.Max:0.0} | {central.Decode.Mean * 1e3:0.0} | {llumnix.Decode.Mean * 1e3:0.0} |");
        }

        output.WriteLine();
    }

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
    public static void Saturation(TextWriter output, int replicates)
    {
        output.WriteLine("### How much a row depends on its rate: ratio I/L of P99 prefill\n\n| trace, rate | 0.94 x | 0.97 x | 1 x | 1.03 x | 1.06 x | paper |\n|---|---|---|---|---|---|---|");
        foreach (PaperRow row in PaperRow.All.Where(r => !r.Synthetic || r is { High: true, Trace: "M-M" or "L-S" or "S-L" }))
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

    public static void Azure(TextWriter output, string file, int replicates)
    {
        output.WriteLine("### Azure's code trace, 16 instances\n\n| rate | policy | prefill P99 | prefill mean | preemptions | loss |\n|---|---|---|---|---|---|");
        foreach (double rate in new[] { 5.0, 15, 25 })
        {
            IReadOnlyList<ServingRequest> trace = CsvTrace.Read(file, rate).Value;
            foreach (string policy in new[] { "round-robin", "infaas++", "llumnix", "restow" })
            {
                Replicates runs = Replicates.Of(Artifact with { Policy = policy }, trace, replicates);
                output.WriteLine($"| {rate} | {policy} | {ServingTable.Show(runs.Range(r => r.Prefill.P99))} | {ServingTable.Show(runs.Range(r => r.Prefill.Mean))} | {runs.Median(r => r.Preemptions):0} | {runs.Median(r => r.PreemptionLossMean):0.000} |");
            }
        }

        output.WriteLine();
    }

    public static void SessionsAndChunks(TextWriter output, int replicates)
    {
        output.WriteLine("### Sessions (M-M lengths, 4 turns in the mean), prefix reuse and chunked prefill\n\n| rate | policy | chunk | prefill P99 | prefill mean | decode P99 ms | request mean |\n|---|---|---|---|---|---|---|");
        foreach (double rate in new[] { 2.0, 3 })
        {
            IReadOnlyList<ServingRequest> trace = Trace("m-m", new WorkloadOptions { Rate = rate, TurnsPerSession = 4 });
            foreach ((string policy, int chunk) in new[] { ("llumnix", 0), ("restow", 0), ("restow/prefix", 0), ("restow", 512), ("restow/prefix", 512) })
            {
                var limits = new InstanceOptions { ChunkTokens = chunk, KeepsPrefixes = policy.EndsWith("prefix", StringComparison.Ordinal) };
                Replicates runs = Replicates.Of(Artifact with { Policy = policy, Limits = limits }, trace, replicates);
                output.WriteLine($"| {rate} | {policy} | {chunk} | {ServingTable.Show(runs.Range(r => r.Prefill.P99))} | {ServingTable.Show(runs.Range(r => r.Prefill.Mean))} | {runs.Median(r => r.Decode.P99 * 1e3):0} | {runs.Median(r => r.Request.Mean):0.00} |");
            }
        }

        output.WriteLine();
    }

    private static IReadOnlyList<ServingRequest> Trace(string name, WorkloadOptions options) => Workload.Create(name, options).Value;

    private static double Move(int tokens, MigrationOptions protocol)
    {
        var options = new SimulationOptions { Instances = 2, Policy = "round-robin" };
        ServingPolicy policy = ServingPolicies.Create("round-robin", new PolicyContext(LlumnixVariant.Artifact, 3, options.Limits, 1)).Value with { Migration = protocol };
        var simulation = new ServingSimulation(options, policy, [new ServingRequest(0, 0, tokens - 20, 400)], null);
        simulation.Time.At(3_000_000_000, () => simulation.Migrate(0, 1));
        SimulationReport report = simulation.Run();
        return report.Migrations == 1 ? report.MigrationDowntimeMeanMs : double.NaN;
    }
}
