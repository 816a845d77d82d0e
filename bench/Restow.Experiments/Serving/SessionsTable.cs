using Restow.Serving;
using Restow.Serving.Llumlets;
using Restow.Serving.Workloads;

namespace Restow.Experiments.Serving;

/// <summary>Conversations whose prompts begin with all that was said before, with and without reuse of that prefix; and prompts in chunks.</summary>
internal static class SessionsTable
{
    private static readonly (string Trace, double Turns, double[] Rates)[] Sessions = [("m-m", 4, [2, 3]), ("l-s", 8, [5, 6])];
    private static readonly string[] Policies = ["llumnix", "llumnix/prefix", "restow", "restow/prefix"];
    private static readonly (string Trace, double Threshold, double Rate)[] Chunked = [("m-m", 10, 7.4), ("l-s", 3, 14), ("burstgpt", 3, 7.5)];
    private static readonly int[] Chunks = [0, 128, 256, 512, 1024, 2048];

    public static void Run(TextWriter output, int replicates)
    {
        output.WriteLine($"### Sessions: prefix reuse, {replicates} replicates\n\n| lengths, mean turns, rate | policy | prefill P99 | prefill mean | decode mean ms | P99 | request mean | P99 |\n|---|---|---|---|---|---|---|---|");
        foreach ((string name, double turns, double[] rates) in Sessions)
        {
            foreach (double rate in rates)
            {
                IReadOnlyList<ServingRequest> trace = Workload.Create(name, new WorkloadOptions { Rate = rate, TurnsPerSession = turns }).Value;
                foreach (string policy in Policies)
                {
                    Replicates runs = Measure(trace, policy, 3, 0, replicates);
                    output.WriteLine($"| {name}, {turns}, {rate} | {policy} | {ServingTable.Show(runs.Range(r => r.Prefill.P99))} | {ServingTable.Show(runs.Range(r => r.Prefill.Mean), "0.000")} | {runs.Median(r => r.Decode.Mean * 1e3):0.0} | {runs.Median(r => r.Decode.P99 * 1e3):0} | {ServingTable.Show(runs.Range(r => r.Request.Mean))} | {runs.Median(r => r.Request.P99):0.0} |");
                }
            }
        }

        output.WriteLine($"\n### Chunked prefill (restow), {replicates} replicates\n\n| trace, rate | chunk | prefill P99 | prefill mean | decode mean ms | P99 | request mean |\n|---|---|---|---|---|---|---|");
        foreach ((string name, double threshold, double rate) in Chunked)
        {
            IReadOnlyList<ServingRequest> trace = Workload.Create(name, new WorkloadOptions { Rate = rate }).Value;
            foreach (int chunk in Chunks)
            {
                Replicates runs = Measure(trace, "restow", threshold, chunk, replicates);
                output.WriteLine($"| {name} {rate} | {chunk} | {ServingTable.Show(runs.Range(r => r.Prefill.P99))} | {ServingTable.Show(runs.Range(r => r.Prefill.Mean))} | {runs.Median(r => r.Decode.Mean * 1e3):0.0} | {ServingTable.Show(runs.Range(r => r.Decode.P99 * 1e3), "0")} | {runs.Median(r => r.Request.Mean):0.00} |");
            }
        }

        output.WriteLine();
    }

    private static Replicates Measure(IReadOnlyList<ServingRequest> trace, string policy, double threshold, int chunk, int replicates) => Replicates.Of(
        new SimulationOptions
        {
            Policy = policy,
            Variant = LlumnixVariant.Artifact,
            Threshold = threshold,
            Jitter = 0.05,
            FragmentationSampleSeconds = 0,
            Limits = new InstanceOptions { ChunkTokens = chunk, KeepsPrefixes = policy.EndsWith("prefix", StringComparison.Ordinal) },
        },
        trace,
        replicates);
}
