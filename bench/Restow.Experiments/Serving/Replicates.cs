using System.Diagnostics;
using Restow.Core.Statistics;
using Restow.Serving;
using Restow.Serving.Llumlets;
using Restow.Serving.Workloads;

namespace Restow.Experiments.Serving;

/// <summary>Several runs of one setting that differ in the jitter of their steps alone.</summary>
internal sealed record Replicates(string Policy, IReadOnlyList<SimulationReport> Runs)
{
    public static Replicates Of(PaperRow row, string policy, LatencyModel model, int count, LlumnixVariant variant = LlumnixVariant.Artifact)
    {
        IReadOnlyList<ServingRequest> trace = Workload.Create(row.Trace, new WorkloadOptions { Rate = row.Rate }).Value;
        var options = new SimulationOptions
        {
            Policy = policy,
            Variant = variant,
            Threshold = row.Threshold,
            Latency = model,
            Jitter = 0.05,
            FragmentationSampleSeconds = 0,
        };
        return Of(options, trace, count);
    }

    public static Replicates Of(SimulationOptions options, IReadOnlyList<ServingRequest> trace, int count)
    {
        var watch = Stopwatch.StartNew();
        var runs = new SimulationReport[count];
        for (int i = 0; i < count; i++)
            runs[i] = ServingSimulator.Run(options with { Seed = (ulong)i + 1 }, trace).Value;
        Console.Error.WriteLine($"{options.Policy}: {count} runs, {runs.Sum(r => r.Steps) / 1e6:f1} M steps, {watch.Elapsed.TotalSeconds:f1} s");
        return new Replicates(options.Policy, runs);
    }

    public double Median(Func<SimulationReport, double> figure) => Percentiles.Of(Runs.Select(figure), 0.5);

    public (double Low, double Median, double High) Range(Func<SimulationReport, double> figure) =>
        (Runs.Min(figure), Median(figure), Runs.Max(figure));

    /// <summary>The ratio of this to another, over all pairs of runs.</summary>
    public (double Low, double Median, double High) RatioTo(Replicates other, Func<SimulationReport, double> figure)
    {
        double[] ratios = [.. Runs.SelectMany(a => other.Runs.Select(b => figure(a) / figure(b))).Order()];
        return (ratios[0], Percentiles.OfSorted(ratios, 0.5), ratios[^1]);
    }
}
