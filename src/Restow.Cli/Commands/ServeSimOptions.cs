using System.CommandLine;
using Restow.Cli.Arguments;
using Restow.Core;
using Restow.Serving;
using Restow.Serving.Llumlets;
using Restow.Serving.Scheduling;
using Restow.Serving.Workloads;

namespace Restow.Cli.Commands;

/// <summary>The options of <c>restow serve sim</c>: the requests, the cluster, the policies.</summary>
internal sealed class ServeSimOptions
{
    private readonly Option<string> trace = new("--trace") { Description = $"A workload ({string.Join(", ", Workload.Names)}) or a CSV file.", HelpName = "NAME|FILE", DefaultValueFactory = _ => "l-l" };
    private readonly Option<double?> rate = Choices.Between(new Option<double?>("--rate") { Description = "Requests a second; required for a workload, scales a file's gaps.", HelpName = "R" }, 1e-6, 1e6);
    private readonly Option<double> cv = Choices.Between(new Option<double>("--cv") { Description = "Coefficient of variation of a workload's gaps (1: Poisson).", HelpName = "V", DefaultValueFactory = _ => 1 }, 0.01, 100);
    private readonly Option<int> requests = Choices.Between(new Option<int>("--requests") { Description = "Requests of a workload.", HelpName = "N", DefaultValueFactory = _ => 10_000 }, 1, 1e7);
    private readonly Option<double> high = Choices.Share(new Option<double>("--high") { Description = "Part of a workload's requests that has high priority, 0 to 1.", HelpName = "P" });
    private readonly Option<double> turns = Choices.Between(new Option<double>("--turns") { Description = "Mean turns of a session.", HelpName = "N", DefaultValueFactory = _ => 1 }, 1, 1e4);
    private readonly Option<int> instances = Choices.Between(new Option<int>("--instances") { Description = "Instances.", HelpName = "N", DefaultValueFactory = _ => 16 }, 1, 4096);
    private readonly Option<string> policy = new("--policy")
    {
        Description = $"Policies, comma-separated: {string.Join(", ", ServingPolicies.Names)}; each with /{string.Join(", /", ServingPolicies.Improvements)} after it.",
        HelpName = "P,...",
        DefaultValueFactory = _ => "round-robin,infaas++,llumnix,restow",
    };

    private readonly Option<uint> seed = new("--seed") { Description = "Draws the trace and the jitter.", HelpName = "S", DefaultValueFactory = _ => 0xCADE };
    private readonly Option<double> jitter = Choices.Share(new Option<double>("--jitter") { Description = "Variation of step times, as a part of one.", HelpName = "P" });
    private readonly Option<LlumnixVariant?> variant = Choices.Option("--variant", "Where they differ.", ("paper", LlumnixVariant.Paper), ("artifact", LlumnixVariant.Artifact));
    private readonly Option<double> threshold = Choices.Between(new Option<double>("--threshold") { Description = "Migration threshold, blocks a request.", HelpName = "F", DefaultValueFactory = _ => 3 }, -1e6, 1e6);
    private readonly Option<string> latency = new("--latency") { Description = "corrected, published, or a JSON file.", HelpName = "NAME|FILE", DefaultValueFactory = _ => "corrected" };
    private readonly Option<int> chunk = Choices.Between(new Option<int>("--chunk") { Description = "Prompt tokens that share a step with decoding; 0 for prefill-only steps.", HelpName = "N" }, 0, 1e7);
    private readonly Option<TimeSpan?> backfill = Durations.Option("--backfill", "How long requests may pass a blocked head, in policies that backfill. [default: 30s]", mayBeZero: true);
    private readonly Option<int> scaleTo = Choices.Between(new Option<int>("--scale-to") { Description = "Auto-scaling up to this number of instances.", HelpName = "N" }, 1, 4096);
    private readonly Option<TimeSpan?> lookAhead = Durations.Option("--look-ahead", "By how much auto-scaling extends the trend.", mayBeZero: true);

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { trace, rate, cv, requests, high, turns, instances, policy, seed, jitter, variant, threshold, latency, chunk, backfill, scaleTo, lookAhead })
            command.Add(option);
        Rules.Add(command, result =>
        {
            foreach (Option option in new Option[] { cv, requests, high, turns })
            {
                if (IsFile(result.GetValue(trace) ?? "") && result.GetResult(option) is { Implicit: false })
                    result.AddError($"{option.Name} belongs to a workload, not to a file");
            }

            if (result.GetResult(lookAhead) is { Implicit: false } && result.GetResult(scaleTo) is not { Implicit: false })
                result.AddError("--look-ahead belongs to --scale-to");
        });
    }

    /// <summary>The names of the policies, as they were given.</summary>
    public string[] Policies(ParseResult parsed) => parsed.GetValue(policy)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What is simulated, in a few words.</summary>
    public string Subject(ParseResult parsed) => parsed.GetValue(rate) is { } perSecond ? $"{parsed.GetValue(trace)} at {perSecond} requests a second" : parsed.GetValue(trace)!;

    public int Instances(ParseResult parsed) => parsed.GetValue(instances);

    public Result<IReadOnlyList<ServingRequest>> Trace(ParseResult parsed)
    {
        string name = parsed.GetValue(trace)!;
        double? perSecond = parsed.GetValue(rate);
        if (IsFile(name))
            return CsvTrace.Read(name, perSecond ?? 0);
        if (perSecond is null)
            return new Fault("--rate", "", "a workload needs requests a second", "give them, as in --rate 3");
        return Workload.Create(name, new WorkloadOptions
        {
            Rate = perSecond.Value,
            Cv = parsed.GetValue(cv),
            Requests = parsed.GetValue(requests),
            Seed = parsed.GetValue(seed),
            HighPart = parsed.GetValue(high),
            TurnsPerSession = parsed.GetValue(turns),
        });
    }

    public Result<LatencyModel> Latency(ParseResult parsed) => parsed.GetValue(latency)! switch
    {
        "corrected" => LatencyModel.Corrected,
        "published" => LatencyModel.Published,
        string file => LatencyModel.Load(file),
    };

    public SimulationOptions Of(ParseResult parsed, string name, LatencyModel model)
    {
        LlumnixVariant chosen = parsed.GetValue(variant) ?? LlumnixVariant.Paper;
        return new SimulationOptions
        {
            Policy = name,
            Variant = chosen,
            Threshold = parsed.GetValue(threshold),
            Instances = parsed.GetValue(instances),
            Latency = model,
            Jitter = parsed.GetValue(jitter),
            Seed = parsed.GetValue(seed),
            BackfillSeconds = (parsed.GetValue(backfill) ?? TimeSpan.FromSeconds(30)).TotalSeconds,
            Limits = new InstanceOptions { ChunkTokens = parsed.GetValue(chunk), KeepsPrefixes = name.Contains("/prefix", StringComparison.Ordinal) },
            Scaling = parsed.GetValue(scaleTo) is > 0 and int most ? new AutoScalingOptions
            {
                Max = most,
                LookAhead = parsed.GetValue(lookAhead) ?? TimeSpan.Zero,
                Measure = chosen == LlumnixVariant.Artifact ? ScalingMeasure.Totals : ScalingMeasure.MeanOfInstances,
            } : null,
        };
    }

    private static bool IsFile(string trace) => File.Exists(trace) || trace.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
}
