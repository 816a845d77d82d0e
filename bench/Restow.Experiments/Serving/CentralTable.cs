using Restow.Core;
using Restow.Serving;
using Restow.Serving.Llumlets;

namespace Restow.Experiments.Serving;

/// <summary>
/// A scheduler that plans every step of every instance, against llumlets (paper section 6.6): short requests, whose rate grows with the instances.
/// Each instance's step waits for one server. With n instances, steps of t ms and s ms to decide one, the server saturates at n = 1 + t / s;
/// beyond, every further instance adds s to each step.
/// </summary>
internal static class CentralTable
{
    private const int Tokens = 64;

    private static readonly int[] Instances = [8, 16, 32, 48, 64];
    private static readonly int[] Rates = [64, 128, 192, 256, 288, 320];

    private static readonly (CentralScope Scope, double Cost)[] Costs =
        [(CentralScope.Instance, 10), (CentralScope.Instance, 40), (CentralScope.Instance, 60), (CentralScope.Instance, 70), (CentralScope.Instance, 80), (CentralScope.Cluster, .5), (CentralScope.Cluster, .8), (CentralScope.Cluster, 1)];

    public static void Run(TextWriter output)
    {
        output.WriteLine("### One scheduler for every step (64 prompt and 64 output tokens, steps as measured): stalls of a step, ms\n");
        output.WriteLine("By instances, 4 requests/s for each:\n\n| touched in a step | µs a request | 8 instances | 16 | 32 | 48 | 64 | decode mean ms at 64 | llumnix |\n|---|---|---|---|---|---|---|---|---|");
        double ideal = Measure(64, 4, CentralScope.Instance, 0, "llumnix").Decode.Mean * 1e3;
        foreach ((CentralScope scope, double cost) in Costs)
        {
            SimulationReport[] runs = [.. Instances.Select(n => Measure(n, 4, scope, cost, "centralized"))];
            output.WriteLine($"| {Name(scope)} | {cost} | {string.Join(" | ", runs.Select(Stall))} | {runs[^1].Decode.Mean * 1e3:0} | {ideal:0} |");
        }

        output.WriteLine("\nBy load, 64 instances, requests/s of all:\n\n| touched in a step | µs a request | 64 | 128 | 192 | 256 | 288 | 320 |\n|---|---|---|---|---|---|---|---|");
        foreach ((CentralScope scope, double cost) in Costs)
            output.WriteLine($"| {Name(scope)} | {cost} | {string.Join(" | ", Rates.Select(rate => Stall(Measure(64, rate / 64.0, scope, cost, "centralized"))))} |");
        output.WriteLine();
    }

    private static string Name(CentralScope scope) => scope == CentralScope.Instance ? "its instance's requests" : "all requests";

    private static string Stall(SimulationReport report) => $"{report.StallMs.Mean:0.0} (P99 {report.StallMs.P99:0.0})";

    private static SimulationReport Measure(int instances, double rate, CentralScope scope, double cost, string policy)
    {
        var random = new SeededRandom(1);
        var requests = new ServingRequest[200 * instances];
        double now = 0;
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i] = new ServingRequest(i, now, Tokens, Tokens);
            now -= Math.Log(1 - random.NextDouble()) / (rate * instances);
        }

        return ServingSimulator.Run(
            new SimulationOptions
            {
                Policy = policy,
                Variant = LlumnixVariant.Artifact,
                Jitter = 0.05,
                Instances = instances,
                CentralScope = scope,
                CentralMicrosecondsPerRequest = cost,
                FragmentationSampleSeconds = 0,
            },
            requests).Value;
    }
}
