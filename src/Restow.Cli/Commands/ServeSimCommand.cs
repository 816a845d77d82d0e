using System.CommandLine;
using Restow.Cli.Output;
using Restow.Core;
using Restow.Rendering;
using Restow.Rendering.Pictures;
using Restow.Serving;
using Restow.Serving.Scheduling;
using Restow.Serving.Simulation;

namespace Restow.Cli.Commands;

/// <summary><c>restow serve sim</c>: a trace through scheduling policies, on a virtual clock.</summary>
internal static class ServeSimCommand
{
    private const string Help = """
        Simulates LLM serving: a trace of requests through scheduling policies, on a virtual clock.

        Examples:
          restow serve sim --trace l-l --rate 3 --policy infaas++,llumnix,restow
          restow serve sim --trace requests.csv --instances 8 --policy restow --format json
          restow serve sim --fit measurements.csv > a10.json
          restow serve sim --latency a10.json --rate 3 --chart policies.png

        Exit code: 0 simulated, 1 interrupted, with the policies that were done, 2 bad input or usage.
        """;

    public static Command Create()
    {
        var options = new ServeSimOptions();
        var output = new PlanOutputOptions("Draw mean and P99 of the time to the first token into this file.");
        var fit = new Option<string?>("--fit") { Description = "Fit a latency model to a CSV file of measured steps, print it as JSON and simulate nothing.", HelpName = "FILE" };
        var timeline = new Option<string?>("--timeline") { Description = "Write steps and migrations in Chrome's trace format (one policy).", HelpName = "FILE" };
        var command = new Command("sim", Help);
        options.AddTo(command);
        output.AddTo(command);
        command.Add(timeline);
        command.Add(fit);
        command.SetAction(parsed => parsed.GetValue(fit) is { } measurements ? PrintFit(measurements) : Simulate(options, output.From(parsed), parsed.GetValue(timeline), parsed));
        return command;
    }

    private static int PrintFit(string path)
    {
        if (!LatencyFit.FromCsv(path).TryGet(out LatencyModel? model, out Fault? fault))
            return Failure.Report(fault);
        Console.Out.WriteLine(model.ToJson());
        return ExitCode.Done;
    }

    private static int Simulate(ServeSimOptions options, PlanOutput output, string? timelineFile, ParseResult parsed)
    {
        if ((output.Check() ?? (timelineFile is null ? null : OutputFile.Check(timelineFile))) is { } unwritable)
            return Failure.Report(unwritable);
        string[] policies = options.Policies(parsed);
        if (policies.Length == 0)
            return Failure.Report(new Fault("--policy", "", "there is none", $"choose from {string.Join(", ", ServingPolicies.Names)}"));
        if (timelineFile is not null && policies.Length != 1)
            return Failure.Report(new Fault("--timeline", timelineFile, "a timeline shows one policy", "name one with --policy"));
        if (!options.Latency(parsed).TryGet(out LatencyModel? model, out Fault? fault) || !options.Trace(parsed).TryGet(out IReadOnlyList<ServingRequest>? trace, out fault))
            return Failure.Report(fault);

        Timeline? timeline = timelineFile is null ? null : new Timeline();
        using var interruption = new Interruption();
        if (!Run(options, parsed, policies, model, trace, timeline, interruption.Token).TryGet(out List<SimulationReport>? reports, out fault))
            return Failure.Report(fault);
        string headline = $"{options.Subject(parsed)}: {trace.Count:N0} requests on {options.Instances(parsed):N0} instances.";
        Fault? failed = output.Write(
            target => PlanRenderer.WriteText(ServeSimView.Of(headline, reports), target),
            SimulationReportJson.Write(reports),
            format => BarChart.Draw(ServeSimView.Chart(headline, reports), format));
        failed ??= timeline is null ? null : OutputFile.Write(timelineFile!, timeline.Write);
        if (failed is not null)
            return Failure.Report(failed);
        return reports.Count == policies.Length ? ExitCode.Done : ExitCode.No;
    }

    /// <summary>The policies one after the other; those that were done when it is interrupted.</summary>
    private static Result<List<SimulationReport>> Run(
        ServeSimOptions options, ParseResult parsed, string[] policies, LatencyModel model, IReadOnlyList<ServingRequest> trace, Timeline? timeline, CancellationToken cancellation)
    {
        var reports = new List<SimulationReport>();
        using var progress = SearchProgress<string>.OnTerminal(policy => $"{policy} ({reports.Count} of {policies.Length} done)");
        foreach (string policy in policies)
        {
            if (cancellation.IsCancellationRequested)
                break;
            progress?.Report(policy);
            if (!ServingSimulator.Run(options.Of(parsed, policy, model), trace, timeline).TryGet(out SimulationReport? report, out Fault? fault))
                return fault;
            reports.Add(report);
        }

        return reports;
    }
}
