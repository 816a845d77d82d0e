using System.CommandLine;
using System.Globalization;
using Restow.Core;
using Restow.Serving;
using Restow.Serving.Llumlets;
using Restow.Serving.Scheduling;
using Restow.Serving.Simulation;
using Restow.Serving.Workloads;

namespace Restow.Cli.Commands;

/// <summary><c>restow serve sim</c>: a trace through scheduling policies, on a virtual clock.</summary>
internal static class ServeSimCommand
{
    private static readonly Option<string> Trace = new("--trace") { Description = $"A workload ({string.Join(", ", Workload.Names)}) or a CSV file.", DefaultValueFactory = _ => "l-l" };
    private static readonly Option<double> Rate = new("--rate") { Description = "Requests a second; required for a workload, scales a file's gaps." };
    private static readonly Option<double> Cv = new("--cv") { Description = "Coefficient of variation of the gaps (1: Poisson).", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Requests = new("--requests") { Description = "Requests of a workload.", DefaultValueFactory = _ => 10_000 };
    private static readonly Option<double> High = new("--high") { Description = "Part of the requests that has high priority, 0 to 1." };
    private static readonly Option<double> Turns = new("--turns") { Description = "Mean turns of a session.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Instances = new("--instances") { Description = "Instances.", DefaultValueFactory = _ => 16 };
    private static readonly Option<string> Policy = new("--policy") { Description = $"Policies, comma-separated: {string.Join(", ", ServingPolicies.Names)}; each with /{string.Join(", /", ServingPolicies.Improvements)} after it.", DefaultValueFactory = _ => "round-robin,infaas++,llumnix,restow" };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Draws the trace and the jitter.", DefaultValueFactory = _ => 0xCADE };
    private static readonly Option<double> Jitter = new("--jitter") { Description = "Variation of step times, as a part of one." };
    private static readonly Option<string> Variant = new("--variant") { Description = "paper or artifact, where they differ.", DefaultValueFactory = _ => "paper" };
    private static readonly Option<double> Threshold = new("--threshold") { Description = "Migration threshold, blocks a request.", DefaultValueFactory = _ => 3 };
    private static readonly Option<string> Latency = new("--latency") { Description = "corrected, published, or a JSON file.", DefaultValueFactory = _ => "corrected" };
    private static readonly Option<string?> Fit = new("--fit") { Description = "Fits a latency model to a CSV file of measured steps and prints it as JSON." };
    private static readonly Option<int> Chunk = new("--chunk") { Description = "Prompt tokens that share a step with decoding; 0 for prefill-only steps." };
    private static readonly Option<double> Backfill = new("--backfill") { Description = "Seconds for which requests may pass a blocked head, in policies that backfill.", DefaultValueFactory = _ => 30 };
    private static readonly Option<int> Scale = new("--scale-to") { Description = "Auto-scaling up to this number of instances." };
    private static readonly Option<double> LookAhead = new("--look-ahead") { Description = "Seconds by which auto-scaling extends the trend." };
    private static readonly Option<string> Format = new("--format") { Description = "text or json.", DefaultValueFactory = _ => "text" };
    private static readonly Option<string?> TimelineFile = new("--timeline") { Description = "Writes steps and migrations in Chrome's trace format (one policy)." };

    private static readonly Option<string?> Chart = new("--chart") { Description = "Writes mean and P99 of the time to the first token as a picture (.png or .svg)." };

    public static Command Create()
    {
        var command = new Command("sim", "Simulates LLM serving. Example: restow serve sim --trace l-l --rate 3 --policy infaas++,llumnix,restow")
        {
            Trace, Rate, Cv, Requests, High, Turns, Instances, Policy, Seed, Jitter, Variant, Threshold, Latency, Fit, Chunk, Backfill, Scale, LookAhead, Format, Chart, TimelineFile,
        };
        Format.AcceptOnlyFromAmong("text", "json");
        Variant.AcceptOnlyFromAmong("paper", "artifact");
        command.SetAction(result => result.GetValue(Fit) is { } measurements ? PrintFit(measurements) : Simulate(result));
        return command;
    }

    private static int PrintFit(string path)
    {
        if (!LatencyFit.FromCsv(path).TryGet(out LatencyModel? model, out Fault? fault))
            return Refuse(fault);
        Console.Out.WriteLine(model.ToJson());
        return 0;
    }

    private static int Simulate(ParseResult result)
    {
        if (!ReadModel(result.GetValue(Latency)!).TryGet(out LatencyModel? model, out Fault? fault)
            || !ReadTrace(result).TryGet(out IReadOnlyList<ServingRequest>? trace, out fault))
            return Refuse(fault);
        if (result.GetValue(Instances) < 1)
            return Refuse(new Fault("--instances", "", "there must be at least one", "give a positive number"));

        string[] policies = result.GetValue(Policy)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string? file = result.GetValue(TimelineFile);
        Timeline? timeline = file is null ? null : new Timeline();
        if (timeline is not null && policies.Length != 1)
            return Refuse(new Fault("--timeline", file!, "a timeline shows one policy", "name one with --policy"));
        var reports = new List<SimulationReport>();
        foreach (string policy in policies)
        {
            if (!ServingSimulator.Run(Options(result, policy, model), trace, timeline).TryGet(out SimulationReport? report, out fault))
                return Refuse(fault);
            reports.Add(report);
        }

        timeline?.Write(file!);
        if (result.GetValue(Chart) is { } chart)
            ServeSimChart.Write(chart, reports);
        Console.Out.WriteLine(result.GetValue(Format) == "json" ? SimulationReportJson.Write(reports) : Text(reports));
        return 0;
    }

    private static SimulationOptions Options(ParseResult result, string policy, LatencyModel model)
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

    private static Result<LatencyModel> ReadModel(string name) => name switch
    {
        "corrected" => LatencyModel.Corrected,
        "published" => LatencyModel.Published,
        _ => LatencyModel.Load(name),
    };

    private static Result<IReadOnlyList<ServingRequest>> ReadTrace(ParseResult result)
    {
        string trace = result.GetValue(Trace)!;
        double rate = result.GetValue(Rate);
        if (File.Exists(trace) || trace.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            return CsvTrace.Read(trace, rate);
        if (!(rate > 0))
            return new Fault("--rate", "", "a workload needs a positive rate", "give requests a second");
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

    private static string Text(List<SimulationReport> reports)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine($"{"policy",-28}{"prefill mean",14}{"P99 s",10}{"decode ms",11}{"P99",8}{"request s",11}{"loss s",9}{"preempt.",10}{"migr.",8}{"down ms",9}{"frag %",8}{"inst.",7}");
        foreach (SimulationReport r in reports)
        {
            text.WriteLine($"{r.Policy,-28}{r.Prefill.Mean,14:0.000}{r.Prefill.P99,10:0.00}{r.Decode.Mean * 1e3,11:0.0}{r.Decode.P99 * 1e3,8:0}{r.Request.Mean,11:0.00}"
                + $"{r.PreemptionLossMean,9:0.000}{r.Preemptions,10}{r.Migrations,8}{r.MigrationDowntimeMeanMs,9:0.0}{r.Fragmentation * 100,8:0.00}{r.InstancesMean,7:0.0}");
        }

        return text.ToString().TrimEnd();
    }

    private static int Refuse(Fault fault)
    {
        Console.Error.WriteLine(fault);
        return 2;
    }
}
