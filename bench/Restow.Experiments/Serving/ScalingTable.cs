using Restow.Serving;
using Restow.Serving.Llumlets;
using Restow.Serving.Scheduling;
using Restow.Serving.Workloads;

namespace Restow.Experiments.Serving;

/// <summary>
/// The paper's Figures 14 and 15: L-L, from 8 instances, at most 16. Policies are compared at equal P99: each has a curve of (instances, P99), one point
/// for each scaling range, and between two points of a curve the logarithm of the P99 is linear in the instances.
/// </summary>
internal static class ScalingTable
{
    /// <summary>The artifact's thresholds; an instance is drained above threshold + 50.</summary>
    private static readonly double[] Thresholds = [5, 25, 45, 65, 85];

    private static readonly Point[] PaperInfaas = [new(11.61, 40.06), new(12.61, 21.51), new(13.33, 14.33), new(14.25, 4.587), new(15.10, 3.422)];
    private static readonly Point[] PaperLlumnix = [new(10.44, 11.43), new(11.39, 4.047), new(12.30, 3.660), new(13.30, 3.508), new(14.06, 2.954)];

    // Figure 14, Poisson and Gamma: rate, CV, INFaaS++ P99 and instances, Llumnix P99 and instances.
    private static readonly (double Rate, double Cv, Point Infaas, Point Llumnix)[] Rows =
    [
        (2.0, 1, new(11.63, 9.054), new(10.54, 4.092)), (2.2, 1, new(13.44, 13.97), new(11.57, 4.467)), (2.4, 1, new(13.77, 11.72), new(12.53, 3.634)),
        (2.6, 1, new(14.39, 11.30), new(13.62, 3.518)), (2.8, 1, new(15.05, 28.49), new(14.57, 3.888)), (3.0, 1, new(15.46, 62.35), new(14.97, 5.116)),
        (2.0, 2, new(11.70, 54.98), new(10.68, 9.514)), (2.0, 4, new(12.10, 86.92), new(11.01, 12.73)), (2.0, 6, new(12.87, 214.0), new(11.12, 19.40)),
    ];

    public static void Run(TextWriter output, int replicates)
    {
        output.WriteLine($"### Auto-scaling (L-L, from 8 to at most 16 instances, range 10-60, start-up 5 s), {replicates} replicates\n");
        output.WriteLine("P99 prefill in s, mean instances; P the paper.\n");
        output.WriteLine("| rate, CV | measure | infaas++ P99 | P | instances | P | llumnix P99 | P | instances | P | restow P99 | instances |\n|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach ((double rate, double cv, Point infaas, Point llumnix) in Rows)
        {
            IReadOnlyList<ServingRequest> trace = Workload.Create("l-l", new WorkloadOptions { Rate = rate, Cv = cv }).Value;
            foreach (ScalingMeasure measure in new[] { ScalingMeasure.Totals, ScalingMeasure.MeanOfInstances })
            {
                Replicates[] runs = [.. Policies.Select(p => Measure(trace, p, 10, replicates, measure))];
                output.WriteLine($"| {rate}, {cv} | {measure} | {P99(runs[0])} | {infaas.P99} | {Instances(runs[0])} | {infaas.Instances} | {P99(runs[1])} | {llumnix.P99} | {Instances(runs[1])} | {llumnix.Instances} | {P99(runs[2])} | {Instances(runs[2])} |");
            }
        }

        output.WriteLine();
        foreach ((double rate, double cv) in new[] { (2.0, 2.0), (2.5, 1), (3, 1) })
            Curves(output, rate, cv, replicates);
        LookAhead(output, replicates);
    }

    private static readonly string[] Policies = ["infaas++", "llumnix", "restow"];

    /// <summary>Deciding on the load that the trend leads to: what it saves against waiting for it, by the time that an instance takes to start.</summary>
    private static void LookAhead(TextWriter output, int replicates)
    {
        output.WriteLine("Look-ahead (restow, rate 2, CV 4, measure Totals): instances, P99 prefill for the ranges t to t + 50.\n");
        output.WriteLine("| start-up, s | look-ahead, s | t = 5 | 25 | 45 | 65 | 85 | fewer instances than without, point by point |\n|---|---|---|---|---|---|---|---|");
        IReadOnlyList<ServingRequest> trace = Workload.Create("l-l", new WorkloadOptions { Rate = 2, Cv = 4 }).Value;
        foreach (double startUp in new[] { 5.0, 60 })
        {
            Point[]? without = null;
            foreach (double ahead in new[] { 0.0, 20, 60 })
            {
                Point[] curve = [.. Thresholds.Select(t => Measure(trace, "restow", t, replicates, ScalingMeasure.Totals, startUp, ahead)).Select(ToPoint)];
                output.WriteLine($"| {startUp} | {ahead} | {string.Join(" | ", curve.Select(p => $"{p.Instances:0.0}, {p.P99:0.0}"))} | {Savings(curve, without)} |");
                without ??= curve;
            }
        }

        output.WriteLine();
    }

    private static Point ToPoint(Replicates runs) => new(runs.Median(r => r.InstancesMean), runs.Median(r => r.Prefill.P99));

    private static void Curves(TextWriter output, double rate, double cv, int replicates)
    {
        bool figure15 = cv == 2;
        IReadOnlyList<ServingRequest> trace = Workload.Create("l-l", new WorkloadOptions { Rate = rate, Cv = cv }).Value;
        output.WriteLine($"Curves at rate {rate}, CV {cv}: instances, P99 prefill for the ranges t to t + 50{(figure15 ? "; P the paper's Figure 15" : "")}.\n");
        output.WriteLine("| policy | measure | t = 5 | 25 | 45 | 65 | 85 | fewer instances than infaas++ at equal P99, point by point | than llumnix |\n|---|---|---|---|---|---|---|---|---|");
        if (figure15)
        {
            Curve(output, "P infaas++", "", PaperInfaas, null, null);
            Curve(output, "P llumnix", "", PaperLlumnix, PaperInfaas, null);
        }

        foreach (ScalingMeasure measure in new[] { ScalingMeasure.Totals, ScalingMeasure.MeanOfInstances })
        {
            Point[][] curves = [.. Policies.Select(p => Thresholds.Select(t => Measure(trace, p, t, replicates, measure)).Select(ToPoint).ToArray())];
            for (int i = 0; i < curves.Length; i++)
                Curve(output, Policies[i], $"{measure}", curves[i], i > 0 ? curves[0] : null, i > 1 ? curves[1] : null);
        }

        output.WriteLine();
    }

    private static void Curve(TextWriter output, string policy, string measure, Point[] curve, Point[]? infaas, Point[]? llumnix) => output.WriteLine(
        $"| {policy} | {measure} | {string.Join(" | ", curve.Select(p => $"{p.Instances:0.0}, {p.P99:0.0}"))} | {Savings(curve, infaas)} | {Savings(curve, llumnix)} |");

    private static string Savings(Point[] curve, Point[]? against) => against is null ? "" : string.Join(", ", curve.Select(p => Saving(p, against)));

    /// <summary>How many fewer instances than <paramref name="curve"/> needs for the P99 of <paramref name="point"/>.</summary>
    private static string Saving(Point point, Point[] curve)
    {
        Point[] sorted = [.. curve.OrderBy(p => p.Instances)];
        for (int i = 1; i < sorted.Length; i++)
        {
            (double above, double below) = (Math.Log(sorted[i - 1].P99), Math.Log(sorted[i].P99));
            double wanted = Math.Log(point.P99);
            if (wanted > above || wanted < below)
                continue;
            double needed = sorted[i - 1].Instances + ((sorted[i].Instances - sorted[i - 1].Instances) * (above - wanted) / (above - below));
            return $"{(1 - (point.Instances / needed)) * 100:0} %";
        }

        // The other policy does not get there with any instances tried: it needs more than its most.
        return point.P99 < sorted.Min(p => p.P99) && point.Instances < sorted[^1].Instances ? $"over {(1 - (point.Instances / sorted[^1].Instances)) * 100:0} %" : "-";
    }

    private static Replicates Measure(IReadOnlyList<ServingRequest> trace, string policy, double threshold, int replicates, ScalingMeasure measure, double startUp = 5, double ahead = 0) => Replicates.Of(
        new SimulationOptions
        {
            Policy = policy,
            Variant = LlumnixVariant.Artifact,
            Jitter = 0.05,
            Instances = 8,
            FragmentationSampleSeconds = 0,
            StartUpSeconds = startUp,
            Scaling = new AutoScalingOptions { UpBelow = threshold, DownAbove = threshold + 50, Measure = measure, LookAhead = TimeSpan.FromSeconds(ahead) },
        },
        trace,
        replicates);

    private static string P99(Replicates runs) => ServingTable.Show(runs.Range(r => r.Prefill.P99), "0.0");

    private static string Instances(Replicates runs) => ServingTable.Show(runs.Range(r => r.InstancesMean), "0.0");

    private sealed record Point(double Instances, double P99);
}
