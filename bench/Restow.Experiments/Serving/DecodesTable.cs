using Restow.Serving;

namespace Restow.Experiments.Serving;

/// <summary>
/// Why decode means of the conversational traces lie above the paper's: each coefficient of the corrected model taken back to the
/// published one, and the price of a batch shared otherwise between its requests and their tokens. A coefficient that explains them would lower the conversations and leave the synthetic traces where they fit.
/// </summary>
internal static class DecodesTable
{
    private static readonly (string Trace, double Rate)[] Rows = [("ShareGPT", 7), ("ShareGPT", 8), ("BurstGPT", 7.5), ("BurstGPT", 8.5), ("S-S", 32), ("M-M", 7.4), ("L-L", 2.6), ("L-S", 10)];

    private static readonly LatencyModel Corrected = LatencyModel.Corrected;
    private static readonly LatencyModel Published = LatencyModel.Published;

    /// <summary>The corrected model with more of a batch's price on its requests and less on their tokens: what <c>serving sharing</c> shows the whole table with.</summary>
    public static LatencyModel Shared { get; } = Corrected with { Name = "corrected, with 1.1 B and 0.77e-3 T", DecodePerSequence = 1.1, DecodePerKvToken = 0.77e-3 };

    private static readonly (string Name, LatencyModel Model)[] Models =
    [
        ("corrected", Corrected),
        ("prefill 0.2028 n", Corrected with { PrefillPerToken = Published.PrefillPerToken }),
        ("decode + 0.286 B", Corrected with { DecodePerSequence = Published.DecodePerSequence }),
        ("decode 30", Corrected with { DecodeFixed = Published.DecodeFixed }),
        ("half of 1.54e-3 T", Corrected with { DecodePerKvToken = Published.DecodePerKvToken / 2 }),
        ("0.9 B, 1.25e-3 T", Corrected with { DecodePerSequence = 0.9, DecodePerKvToken = 1.25e-3 }),
        ("1.0 B, 1.0e-3 T", Corrected with { DecodePerSequence = 1, DecodePerKvToken = 1e-3 }),
        ("1.1 B, 0.77e-3 T", Shared),
        ("published", Published),
    ];

    public static void Run(TextWriter output, int replicates)
    {
        output.WriteLine($"### Decode means of llumnix, ms, by coefficient of the latency model, {replicates} replicates (in brackets: over the paper's, %)\n");
        output.WriteLine($"| model | {string.Join(" | ", Rows.Select(r => $"{r.Trace} {r.Rate}"))} |\n|---|{string.Concat(Rows.Select(_ => "---|"))}");
        PaperRow[] rows = [.. Rows.Select(r => PaperRow.All.Single(p => p.Trace == r.Trace && p.Rate == r.Rate))];
        output.WriteLine($"| paper | {string.Join(" | ", rows.Select(r => $"{r.Llumnix.DecodeMean}"))} |");
        foreach ((string name, LatencyModel model) in Models)
        {
            IEnumerable<string> cells = rows.Select(row =>
            {
                double mean = Replicates.Of(row, "llumnix", model, replicates).Median(r => r.Decode.Mean * 1e3);
                return $"{mean:0.0} ({((mean / row.Llumnix.DecodeMean) - 1) * 100:+0;-0;0})";
            });
            output.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
        }

        output.WriteLine();
    }
}
