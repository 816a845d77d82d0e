using System.CommandLine;
using System.Globalization;
using Restow.Cli.Arguments;
using Restow.Cli.Output;
using Restow.Core;
using Restow.Rendering;
using Restow.Rendering.Pictures;
using Restow.Rescheduling;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots;

namespace Restow.Cli.Commands.Vm;

/// <summary><c>restow vm evaluate</c>: what the learned policy reaches with more and more trajectories.</summary>
internal static class VmEvaluateCommand
{
    private const string Help = """
        Runs the learned migration policy and prints what the best of its first k trajectories gains: on the fleet itself, or on fleets that churn makes of it. It changes nothing.

        Examples:
          restow vm evaluate fleet.json --migrations 50
          restow vm evaluate fleet.json --instances 20 --trajectories 16 --format json
          restow vm evaluate fleet.json --policy-file my-policy.safetensors --vm-quantile 0.99

        Exit code: 0 evaluated, 1 interrupted before the first answer, 2 bad input or usage.
        """;

    private static readonly Argument<string> Snapshot = new("SNAPSHOT") { Description = "The fleet, JSON." };

    private static readonly Option<int> Instances = Choices.AtLeast(
        new Option<int>("--instances") { Description = "Fleets that churn makes of it, seeds counting from --seed; 0 for the fleet itself.", HelpName = "N" }, 0);

    private static readonly Option<int> Migrations = Choices.AtLeast(new Option<int>("--migrations") { Description = "Most migrations.", HelpName = "N", DefaultValueFactory = _ => 50 }, 0);

    private static readonly Option<int> Trajectories = Choices.AtLeast(
        new Option<int>("--trajectories") { Description = "Trajectories of each fleet; the first is greedy.", HelpName = "K", DefaultValueFactory = _ => 16 }, 1);

    private static readonly Option<double> VmQuantile = Quantile("--vm-quantile", "Share of the machines with the lowest probabilities that is never sampled.", 0.995);
    private static readonly Option<double> NodeQuantile = Quantile("--node-quantile", "The same for destinations.", 0.98);
    private static readonly Option<string?> PolicyFile = new("--policy-file") { Description = "Weights that restow-train wrote. [default: the ones that ship]", HelpName = "FILE" };
    private static readonly Option<TimeSpan?> Time = Durations.Option("--time", "Time for each fleet. [default: 60s]");
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Seed of churn and of sampling.", HelpName = "S", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var output = new PlanOutputOptions("Draw what is gained against the number of trajectories into this file.");
        var command = new Command("evaluate", Help) { Snapshot, Instances, Migrations, Trajectories, VmQuantile, NodeQuantile, PolicyFile, Time, Seed };
        output.AddTo(command);
        command.SetAction(parsed => Run(output.From(parsed), parsed));
        return command;
    }

    private static int Run(PlanOutput output, ParseResult parsed)
    {
        if (output.Check() is { } unwritable)
            return Failure.Report(unwritable);
        if (!FleetJson.ReadFile(parsed.GetValue(Snapshot)!).TryGet(out Fleet? fleet, out Fault? fault))
            return Failure.Report(fault);
        var sampling = new PolicySampling { Trajectories = parsed.GetValue(Trajectories), VmQuantile = parsed.GetValue(VmQuantile), NodeQuantile = parsed.GetValue(NodeQuantile) };
        int instances = parsed.GetValue(Instances);
        ulong seed = parsed.GetValue(Seed);
        using var interruption = new Interruption();
        var evaluations = new List<PolicyEvaluation>();
        for (int i = 0; i < Math.Max(1, instances) && !interruption.Token.IsCancellationRequested; i++)
        {
            var options = new ReschedulingOptions
            {
                Method = ReschedulingMethod.Policy,
                MaxMigrations = parsed.GetValue(Migrations),
                PolicyFile = parsed.GetValue(PolicyFile),
                Seed = seed + (ulong)i,
                Time = parsed.GetValue(Time) ?? TimeSpan.FromMinutes(1),
            };
            Fleet subject = instances == 0 ? fleet : Churn.Apply(fleet, seed + (ulong)i);
            if (!PolicyEvaluation.Run(subject, options, sampling, interruption.Token).TryGet(out PolicyEvaluation? evaluation, out fault))
                return Failure.Report(fault);
            evaluations.Add(evaluation);
        }

        if (evaluations.Count == 0)
            return ExitCode.No;
        Fault? failed = output.Write(
            target => PlanRenderer.WriteText(VmEvaluationText.Report(evaluations), target), VmEvaluationText.Json(evaluations), format => LineChart.Draw(VmEvaluationText.Chart(evaluations), format));
        return failed is null ? ExitCode.Done : Failure.Report(failed);
    }

    private static Option<double> Quantile(string name, string description, double value)
    {
        var option = new Option<double>(name) { Description = description, HelpName = "Q", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out double q) && q is not (>= 0 and < 1))
                result.AddError($"{name}: {q} is not in [0, 1)");
        });
        return option;
    }
}
