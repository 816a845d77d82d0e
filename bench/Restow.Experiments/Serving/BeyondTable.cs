using Restow.Serving;

namespace Restow.Experiments.Serving;

/// <summary>Ours against llumnix, and against infaas++ with the same improvements, piece by piece, at every trace's high rate.</summary>
internal static class BeyondTable
{
    private static readonly string[] Policies =
    [
        "infaas++", "infaas++/inflight/deficit/quiet/short-steps/backfill", "llumnix", "llumnix/inflight", "llumnix/inflight/deficit", "llumnix/inflight/quiet", "llumnix/inflight/short-steps",
        "llumnix/inflight/frees-head", "llumnix/inflight/backfill", "restow",
    ];

    public static void Run(TextWriter output, int replicates, string? trace)
    {
        output.WriteLine($"### Beyond the paper, high rates, {replicates} replicates\n");
        output.WriteLine("Seconds, median (range); the last column is the longest wait for a first token by prompt length (to 64, 256, 1024, 4096, longer), median of the runs.\n");
        output.WriteLine("| trace, rate | policy | prefill P99 | prefill mean | request mean | loss | P99 llumnix / this | longest wait by size |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        int twice = 0;
        int worse = 0;
        foreach (PaperRow row in PaperRow.Of(trace).Where(r => r.High))
        {
            Replicates[] all = [.. Policies.Select(p => Replicates.Of(row, p, LatencyModel.Corrected, replicates))];
            Replicates llumnix = all[2];
            double theirs = llumnix.Median(r => r.Prefill.P99);
            foreach (Replicates runs in all)
            {
                string waits = string.Join(" / ", Enumerable.Range(0, 5).Select(i => $"{runs.Median(r => r.LongestWaitBySize[i]):0.0}"));
                output.WriteLine($"| {row.Trace} {row.Rate} | {runs.Policy} | {ServingTable.Show(runs.Range(r => r.Prefill.P99))} | {ServingTable.Show(runs.Range(r => r.Prefill.Mean))} | "
                    + $"{runs.Median(r => r.Request.Mean):0.00} | {runs.Median(r => r.PreemptionLossMean):0.000} | {theirs / runs.Median(r => r.Prefill.P99):0.00} | {waits} |");
            }

            double ours = all[^1].Median(r => r.Prefill.P99);
            twice += theirs / ours >= 2 ? 1 : 0;
            worse += ours > 1.1 * theirs ? 1 : 0;
        }

        output.WriteLine($"\nTraces where ours is at least 2x below llumnix on the median P99: **{twice} of 7**; more than 10 % above: **{worse}**.\n");
    }
}
