using Restow.Serving;
using Restow.Serving.Llumlets;

namespace Restow.Experiments.Serving;

/// <summary>
/// The paper's Figure 13: S-S, 26 requests a second, a tenth of them of high priority, bursty arrivals. "Without" is the same policy that
/// treats every request as normal. A second table takes the readings of the paper apart.
/// </summary>
internal static class PrioritiesTable
{
    private static readonly PaperPriorities[] Paper =
    [
        new(2, new(6.636, 5.734), new(2.401, .663), new(53.2, 45.3), new(7.001, 7.186), new(.273, .266)),
        new(4, new(7.312, 5.747), new(5.179, .594), new(59.3, 45.5), new(7.669, 7.813), new(.625, .645)),
        new(6, new(8.246, 5.836), new(7.600, .672), new(66.4, 45.9), new(8.647, 8.544), new(1.232, 1.175)),
        new(8, new(8.536, 5.684), new(8.902, .895), new(69.8, 45.6), new(8.961, 9.382), new(1.469, 1.687)),
    ];

    private static readonly LatencyModel[] Models = [LatencyModel.Corrected, LatencyModel.Published];

    private static readonly int[] Targets = [60, 200, 300, 450];

    private static readonly (string Name, HighPriorityPlacement Placement, bool Migrates)[] Readings =
    [
        ("share below target, stay", HighPriorityPlacement.ShareBelowTarget, false),
        ("share below target, migrate", HighPriorityPlacement.ShareBelowTarget, true),
        ("gather, stay", HighPriorityPlacement.Gather, false),
        ("gather, migrate", HighPriorityPlacement.Gather, true),
        ("scatter, stay", HighPriorityPlacement.Scatter, false),
        ("scatter, migrate", HighPriorityPlacement.Scatter, true),
    ];

    public static void Run(TextWriter output, int replicates)
    {
        output.WriteLine($"### Priorities (S-S, 26/s, 10 % high): without -> with, seconds; P the paper; {replicates} replicates\n");
        output.WriteLine("| model | CV | high request mean | P | high prefill P99 | P | high decode mean ms | P | normal request mean | change (range) | P |\n|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (LatencyModel model in Models)
        {
            foreach (PaperPriorities paper in Paper)
            {
                (Replicates without, Replicates with) = Measure(new(model, paper.Cv, replicates));
                string Both(Func<SimulationReport, double> figure, string format) => $"{without.Median(figure).ToString(format)} -> {with.Median(figure).ToString(format)}";
                output.WriteLine($"| {model.Name} | {paper.Cv} | {Both(r => r.High!.Request.Mean, "0.00")} | {paper.HighRequest} | {Both(r => r.High!.Prefill.P99, "0.00")} | {paper.HighPrefillP99} | "
                    + $"{Both(r => r.High!.Decode.Mean * 1e3, "0.0")} | {paper.HighDecodeMs} | {Both(r => r.Normal!.Request.Mean, "0.00")} | {Change(without, with, r => r.Normal!.Request.Mean)} | {paper.NormalRequest.Change:+0.0;-0.0} % |");
            }
        }

        output.WriteLine("\nReadings: what normal requests pay (mean of a request, %), mean and P99 prefill of high ones, s.\n");
        output.WriteLine("| model | high-priority requests | CV 2 | CV 4 | CV 6 | CV 8 | high request mean | high prefill P99 |\n|---|---|---|---|---|---|---|---|");
        output.WriteLine($"| paper | | {string.Join(" | ", Paper.Select(p => $"{p.NormalRequest.Change:+0.0;-0.0}"))} | {string.Join(" / ", Paper.Select(p => p.HighRequest.With))} | {string.Join(" / ", Paper.Select(p => p.HighPrefillP99.With))} |");
        foreach (LatencyModel model in Models)
        {
            foreach ((string name, HighPriorityPlacement placement, bool migrates) in Readings)
                Reading(output, model.Name, name, [.. Paper.Select(p => Measure(new(model, p.Cv, replicates) { Placement = placement, Migrates = migrates }))]);
        }

        output.WriteLine("\nThe default reading with other targets (blocks of 16 tokens).\n");
        output.WriteLine("| model | target | CV 2 | CV 4 | CV 6 | CV 8 | high request mean | high prefill P99 |\n|---|---|---|---|---|---|---|---|");
        foreach (LatencyModel model in Models)
        {
            foreach (int target in Targets)
                Reading(output, model.Name, $"{target}", [.. Paper.Select(p => Measure(new(model, p.Cv, replicates) { TargetBlocks = target }))]);
        }

        output.WriteLine();
        PriorityCauses.Run(output, replicates);
    }

    private static void Reading(TextWriter output, string model, string name, (Replicates Without, Replicates With)[] all) => output.WriteLine(
        $"| {model} | {name} | {string.Join(" | ", all.Select(m => Change(m.Without, m.With, r => r.Normal!.Request.Mean)))} | "
        + $"{string.Join(" / ", all.Select(m => $"{m.With.Median(r => r.High!.Request.Mean):0.00}"))} | {string.Join(" / ", all.Select(m => $"{m.With.Median(r => r.High!.Prefill.P99):0.00}"))} |");

    public static (Replicates Without, Replicates With) Measure(PrioritySetting setting) =>
        (Without(setting), Replicates.Of(setting.Options, setting.Trace, setting.Replicates));

    /// <summary>Every request as a normal one.</summary>
    public static Replicates Without(PrioritySetting setting) =>
        Replicates.Of(setting.Options with { IgnorePriorities = true }, setting.Trace, setting.Replicates);

    /// <summary>The change from one to the other in percent: that of the medians, and the range over all pairs of runs.</summary>
    public static string Change(Replicates without, Replicates with, Func<SimulationReport, double> figure)
    {
        (double low, _, double high) = with.RatioTo(without, figure);
        double median = with.Median(figure) / without.Median(figure);
        return $"{Percent(median)} ({Percent(low)} to {Percent(high)})";
    }

    private static string Percent(double ratio) => $"{Math.Round((ratio - 1) * 100, 1):+0.0;-0.0;0.0}";

    private sealed record WithoutWith(double Without, double With)
    {
        public double Change => ((With / Without) - 1) * 100;

        public override string ToString() => $"{Without} -> {With}";
    }

    /// <summary>The paper's figures of one coefficient of variation: seconds, decode in milliseconds.</summary>
    private sealed record PaperPriorities(double Cv, WithoutWith HighRequest, WithoutWith HighPrefillP99, WithoutWith HighDecodeMs, WithoutWith NormalRequest, WithoutWith NormalPrefill);
}
