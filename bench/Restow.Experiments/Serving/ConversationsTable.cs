using Restow.Core;
using Restow.Serving;
using Restow.Serving.Llumlets;
using Restow.Serving.Workloads;

namespace Restow.Experiments.Serving;

/// <summary>
/// ShareGPT and BurstGPT are drawn from percentiles; the paper's are real. What the rows owe to that: how lengths lie between the percentiles, how they go on
/// beyond the last one, and whether long prompts have long answers.
/// </summary>
internal static class ConversationsTable
{
    private sealed record Drawing(string Name, Interpolation Interpolation, bool CappedAtP99, double Correlation);

    private static readonly Drawing[] Drawings =
    [
        new("linear (default)", Interpolation.Linear, false, 0),
        new("logarithmic", Interpolation.Logarithmic, false, 0),
        new("linear, none beyond P99", Interpolation.Linear, true, 0),
        new("linear, correlation 0.1", Interpolation.Linear, false, 0.1),
        new("linear, correlation 0.2", Interpolation.Linear, false, 0.2),
        new("linear, correlation 0.3", Interpolation.Linear, false, 0.3),
        new("linear, correlation -0.3", Interpolation.Linear, false, -0.3),
    ];

    public static void Run(TextWriter output, int replicates)
    {
        output.WriteLine($"### Conversations: how the lengths are drawn, {replicates} replicates\n\nP99 prefill, s; decode, ms; ratios of medians, ranges over all pairs.\n");
        output.WriteLine("| trace, rate | lengths | bend, prompts / outputs | infaas++ P99 | llumnix P99 | ratio | P | round-robin / llumnix | P | llumnix decode mean | P | decode P99 | P |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (PaperRow row in PaperRow.All.Where(r => !r.Synthetic))
        {
            foreach (Drawing drawing in Drawings)
            {
                (IReadOnlyList<ServingRequest> trace, string bend) = Draw(row, drawing);
                Replicates[] runs = [.. Policies.Select(p => Replicates.Of(Options(row, p), trace, replicates))];
                output.WriteLine($"| {row.Trace} {row.Rate} | {drawing.Name} | {bend} | {ServingTable.Show(runs[1].Range(r => r.Prefill.P99), "0.0")} | {ServingTable.Show(runs[2].Range(r => r.Prefill.P99), "0.0")} | "
                    + $"{ServingTable.Show(runs[1].RatioTo(runs[2], r => r.Prefill.P99))} | {row.Infaas.PrefillP99 / row.Llumnix.PrefillP99:0.00} | "
                    + $"{ServingTable.Show(runs[0].RatioTo(runs[2], r => r.Prefill.P99), "0.0")} | {row.RoundRobin!.PrefillP99 / row.Llumnix.PrefillP99:0.0} | "
                    + $"{runs[2].Median(r => r.Decode.Mean * 1e3):0.0} | {row.Llumnix.DecodeMean} | {runs[2].Median(r => r.Decode.P99 * 1e3):0} | {row.Llumnix.DecodeP99} |");
            }
        }

        output.WriteLine();
    }

    private static readonly string[] Policies = ["round-robin", "infaas++", "llumnix"];

    private static SimulationOptions Options(PaperRow row, string policy) => new()
    {
        Policy = policy,
        Variant = LlumnixVariant.Artifact,
        Threshold = row.Threshold,
        Jitter = 0.05,
        FragmentationSampleSeconds = 0,
    };

    private static (IReadOnlyList<ServingRequest> Trace, string Bend) Draw(PaperRow row, Drawing drawing)
    {
        bool share = row.Trace == "ShareGPT";
        PercentileLengths Make(double mean, double p50, double p80, double p95, double p99) => new(mean, p50, p80, p95, p99, drawing.Interpolation, drawing.CappedAtP99 ? p99 : null);
        PercentileLengths prompts = share ? Make(306, 74, 348, 1484, 3388) : Make(830, 582, 1427, 2345, 3549);
        PercentileLengths outputs = share ? Make(500, 487, 781, 988, 1234) : Make(271, 243, 434, 669, 964);
        var twister = new MersenneTwister(0xCADE);
        int[] inputs = prompts.Draw(10_000, twister.NextDouble);
        int[] answers = outputs.Draw(10_000, twister.NextDouble);
        if (drawing.Correlation != 0)
            answers = Correlated(inputs, answers, drawing.Correlation);
        var gaps = new GammaGaps(row.Rate, 1, twister.NextDouble);
        var requests = new ServingRequest[inputs.Length];
        double now = 0;
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i] = new ServingRequest(i, now, inputs[i], answers[i]);
            now += gaps.Next();
        }

        return (requests, $"{prompts.Bend:0.00} / {outputs.Bend:0.00}");
    }

    /// <summary>The same answers in another order: the ranks of prompts and answers are those of two normal variables with the given correlation.</summary>
    private static int[] Correlated(int[] prompts, int[] answers, double correlation)
    {
        var random = new SeededRandom(1);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        int[] byPrompt = [.. Enumerable.Range(0, prompts.Length).OrderBy(i => prompts[i])];
        double[] normals = [.. Enumerable.Range(0, prompts.Length).Select(_ => Normal()).Order()];
        var score = new double[prompts.Length];
        for (int rank = 0; rank < byPrompt.Length; rank++)
            score[byPrompt[rank]] = (correlation * normals[rank]) + (Math.Sqrt(1 - (correlation * correlation)) * Normal());
        int[] sorted = [.. answers.Order()];
        int[] byScore = [.. Enumerable.Range(0, prompts.Length).OrderBy(i => score[i])];
        var reordered = new int[prompts.Length];
        for (int rank = 0; rank < byScore.Length; rank++)
            reordered[byScore[rank]] = sorted[rank];
        return reordered;
    }
}
