using System.CommandLine;
using System.Globalization;
using Restow.Cli.Output;
using Restow.Core;
using Restow.Serving;
using Restow.Serving.Scheduling;
using Restow.Serving.Simulation;

namespace Restow.Cli.Commands;

/// <summary><c>restow serve sim</c>: a trace through scheduling policies, on a virtual clock.</summary>
internal static class ServeSimCommand
{
    private static readonly Option<string> Policy = new("--policy") { Description = $"Policies, comma-separated: {string.Join(", ", ServingPolicies.Names)}; each with /{string.Join(", /", ServingPolicies.Improvements)} after it.", DefaultValueFactory = _ => "round-robin,infaas++,llumnix,restow" };
    private static readonly Option<string> Latency = new("--latency") { Description = "corrected, published, or a JSON file.", DefaultValueFactory = _ => "corrected" };
    private static readonly Option<string?> Fit = new("--fit") { Description = "Fits a latency model to a CSV file of measured steps and prints it as JSON." };
    private static readonly Option<string> Format = new("--format") { Description = "text or json.", DefaultValueFactory = _ => "text" };
    private static readonly Option<string?> TimelineFile = new("--timeline") { Description = "Writes steps and migrations in Chrome's trace format (one policy)." };
    private static readonly Option<string?> Chart = new("--chart") { Description = "Writes mean and P99 of the time to the first token as a picture (.png or .svg)." };

    public static Command Create()
    {
        var command = new Command("sim", "Simulates LLM serving. Example: restow serve sim --trace l-l --rate 3 --policy infaas++,llumnix,restow");
        foreach (Option option in ServeSimSetting.All.Concat([Policy, Latency, Fit, Format, Chart, TimelineFile]))
            command.Options.Add(option);
        Format.AcceptOnlyFromAmong("text", "json");
        command.SetAction(result => result.GetValue(Fit) is { } measurements ? PrintFit(measurements) : Simulate(result));
        return command;
    }

    private static int PrintFit(string path)
    {
        if (!LatencyFit.FromCsv(path).TryGet(out LatencyModel? model, out Fault? fault))
            return Failure.Report(fault);
        Console.Out.WriteLine(model.ToJson());
        return ExitCode.Done;
    }

    private static int Simulate(ParseResult result)
    {
        string[] policies = result.GetValue(Policy)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string? file = result.GetValue(TimelineFile);
        string? chart = result.GetValue(Chart);
        if (CheckOutputs(policies, file, chart) is { } refused)
            return Failure.Report(refused);
        if (!ServeSimSetting.ReadModel(result.GetValue(Latency)!).TryGet(out LatencyModel? model, out Fault? fault)
            || !ServeSimSetting.ReadTrace(result).TryGet(out IReadOnlyList<ServingRequest>? trace, out fault))
            return Failure.Report(fault);

        Timeline? timeline = file is null ? null : new Timeline();
        var reports = new List<SimulationReport>();
        foreach (string policy in policies)
        {
            if (!ServingSimulator.Run(ServeSimSetting.Simulation(result, policy, model), trace, timeline).TryGet(out SimulationReport? report, out fault))
                return Failure.Report(fault);
            reports.Add(report);
        }

        fault = timeline is null ? null : OutputFile.Write(file!, timeline.Write);
        fault ??= chart is null ? null : OutputFile.Write(chart, stream => stream.Write(ServeSimChart.Draw(chart, reports)));
        if (fault is not null)
            return Failure.Report(fault);
        Console.Out.WriteLine(result.GetValue(Format) == "json" ? SimulationReportJson.Write(reports) : Text(reports));
        return ExitCode.Done;
    }

    /// <summary>What can be refused before anything is computed.</summary>
    private static Fault? CheckOutputs(string[] policies, string? timeline, string? chart)
    {
        if (policies.Length == 0)
            return new Fault("--policy", "", "there is none", $"choose from {string.Join(", ", ServingPolicies.Names)}");
        if (timeline is not null && policies.Length != 1)
            return new Fault("--timeline", timeline, "a timeline shows one policy", "name one with --policy");
        if (chart is not null && Path.GetExtension(chart).ToUpperInvariant() is not (".PNG" or ".SVG"))
            return new Fault("--chart", chart, "the name ends neither in .png nor in .svg", "choose one of the two");
        if (timeline is "")
            return new Fault("--timeline", "", "the name is empty", "name a file");
        return (timeline is null ? null : OutputFile.Check(timeline)) ?? (chart is null ? null : OutputFile.Check(chart));
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
}
