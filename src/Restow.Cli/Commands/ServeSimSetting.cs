using System.CommandLine;
using Restow.Cli.Arguments;
using Restow.Core;
using Restow.Serving;
using Restow.Serving.Llumlets;
using Restow.Serving.Scheduling;
using Restow.Serving.Workloads;

namespace Restow.Cli.Commands;

/// <summary>What <c>restow serve sim</c> simulates: the options of the trace and of the cluster, each with the range that makes sense.</summary>
internal static class ServeSimSetting
{
    private const double LongestSeconds = 1e8;

    private static readonly Option<string> Trace = new("--trace") { Description = $"A workload ({string.Join(", ", Workload.Names)}) or a CSV file.", DefaultValueFactory = _ => "l-l" };
    private static readonly Option<double> Rate = Choices.Between(new Option<double>("--rate") { Description = "Requests a second; required for a workload, scales a file's gaps." }, 0, 1e6);
    private static readonly Option<double> Cv = Choices.Between(new Option<double>("--cv") { Description = "Coefficient of variation of the gaps (1: Poisson).", DefaultValueFactory = _ => 1 }, 0.01, 100);
    private static readonly Option<int> Requests = Choices.Between(new Option<int>("--requests") { Description = "Requests of a workload.", DefaultValueFactory = _ => 10_000 }, 1, 1e7);
    private static readonly Option<double> High = Choices.Share(new Option<double>("--high") { Description = "Part of the requests that has high priority, 0 to 1." });
    private static readonly Option<double> Turns = Choices.Between(new Option<double>("--turns") { Description = "Mean turns of a session.", DefaultValueFactory = _ => 1 }, 1, 1e4);
    private static readonly Option<int> Instances = Choices.Between(new Option<int>("--instances") { Description = "Instances.", DefaultValueFactory = _ => 16 }, 1, 4096);
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Draws the trace and the jitter.", DefaultValueFactory = _ => 0xCADE };
    private static readonly Option<double> Jitter = Choices.Share(new Option<double>("--jitter") { Description = "Variation of step times, as a part of one." });
    private static readonly Option<string> Variant = new Option<string>("--variant") { Description = "paper or artifact, where they differ.", DefaultValueFactory = _ => "paper" }.AcceptOnlyFromAmong("paper", "artifact");
    private static readonly Option<double> Threshold = Choices.Between(new Option<double>("--threshold") { Description = "Migration threshold, blocks a request.", DefaultValueFactory = _ => 3 }, -1e6, 1e6);
    private static readonly Option<int> Chunk = Choices.Between(new Option<int>("--chunk") { Description = "Prompt tokens that share a step with decoding; 0 for prefill-only steps." }, 0, 1e7);
    private static readonly Option<double> Backfill = Choices.Between(new Option<double>("--backfill") { Description = "Seconds for which requests may pass a blocked head, in policies that backfill.", DefaultValueFactory = _ => 30 }, 0, 1e6);
    private static readonly Option<int> Scale = Choices.Between(new Option<int>("--scale-to") { Description = "Auto-scaling up to this number of instances." }, 0, 4096);
    private static readonly Option<double> LookAhead = Choices.Between(new Option<double>("--look-ahead") { Description = "Seconds by which auto-scaling extends the trend." }, 0, 1e5);

    public static IEnumerable<Option> All { get; } = [Trace, Rate, Cv, Requests, High, Turns, Instances, Seed, Jitter, Variant, Threshold, Chunk, Backfill, Scale, LookAhead];

    public static SimulationOptions Simulation(ParseResult result, string policy, LatencyModel model)
    {
        int most = result.GetValue(Scale);
        return new SimulationOptions
        {
            Policy = policy,
            Variant = result.GetValue(Variant) == "artifact" ? LlumnixVariant.Artifact : LlumnixVariant.Paper,
            Threshold = result.GetValue(Threshold),
            Instances = result.GetValue(Instances),
            Latency = model,
            Jitter = result.GetValue(Jitter),
            Seed = result.GetValue(Seed),
            BackfillSeconds = result.GetValue(Backfill),
            Limits = new InstanceOptions { ChunkTokens = result.GetValue(Chunk), KeepsPrefixes = policy.Contains("/prefix", StringComparison.Ordinal) },
            Scaling = most > 0 ? new AutoScalingOptions
            {
                Max = most,
                LookAhead = TimeSpan.FromSeconds(result.GetValue(LookAhead)),
                Measure = result.GetValue(Variant) == "artifact" ? ScalingMeasure.Totals : ScalingMeasure.MeanOfInstances,
            } : null,
        };
    }

    public static Result<LatencyModel> ReadModel(string name) => name switch
    {
        "corrected" => LatencyModel.Corrected,
        "published" => LatencyModel.Published,
        _ => LatencyModel.Load(name),
    };

    public static Result<IReadOnlyList<ServingRequest>> ReadTrace(ParseResult result)
    {
        string trace = result.GetValue(Trace)!;
        double rate = result.GetValue(Rate);
        if (File.Exists(trace) || trace.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            return CsvTrace.Read(trace, rate);
        if (!(rate > 0) || result.GetValue(Requests) / rate > LongestSeconds)
            return new Fault("--rate", "", "a workload needs a positive rate, at which it ends within three years", "give requests a second");
        return Workload.Create(trace, new WorkloadOptions
        {
            Rate = rate,
            Cv = result.GetValue(Cv),
            Requests = result.GetValue(Requests),
            Seed = (uint)result.GetValue(Seed),
            HighPart = result.GetValue(High),
            TurnsPerSession = result.GetValue(Turns),
        });
    }
}
