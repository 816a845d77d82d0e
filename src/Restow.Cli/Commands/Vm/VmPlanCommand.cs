using System.CommandLine;
using Restow.Cli.Output;
using Restow.Core;
using Restow.Rescheduling;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Views;

namespace Restow.Cli.Commands.Vm;

/// <summary><c>restow vm plan</c>: few live migrations that make a fleet better.</summary>
internal static class VmPlanCommand
{
    private const string Help = """
        Plans few live migrations that free whole chunks of cores, in an order that always fits, and proves how good they are. It changes nothing.

        Examples:
          restow vm plan fleet.json
          restow vm plan fleet.json --migrations 20 --max-bytes 500GiB --chart plan.png
          restow vm plan fleet.json --goal 0.4 --format json --output plan.json
          restow vm plan --csv hosts.csv vms.csv --objective empty-hosts
          pvesh get /cluster/resources --output-format json | restow vm plan - --cpu-ratio 4
          restow vm plan hypervisors.json flavors.json servers.json --cpu-ratio 4

        Exit code: 0 a better plan was found, 1 nothing better, 2 bad input or usage.
        """;

    public static Command Create()
    {
        var source = new VmSource();
        var policy = new VmPlanPolicy();
        var output = new PlanOutputOptions();
        var command = new Command("plan", Help);
        source.AddTo(command);
        policy.AddTo(command);
        output.AddTo(command);
        command.SetAction(parsed => Run(source, policy, output.From(parsed), parsed));
        return command;
    }

    private static int Run(VmSource source, VmPlanPolicy policy, PlanOutput output, ParseResult parsed)
    {
        if (output.Check() is { } unwritable)
            return Failure.Report(unwritable);
        if (!source.Read(parsed).TryGet(out Fleet? fleet, out Fault? fault))
            return Failure.Report(fault);
        foreach (string warning in fleet.Warnings)
            Failure.Warn(warning);
        if (!policy.From(parsed, fleet).TryGet(out ReschedulingOptions? options, out fault))
            return Failure.Report(fault);
        Result<ReschedulingPlan> planned;
        using (var interruption = new Interruption())
        using (var progress = SearchProgress<ReschedulingProgress>.OnTerminal(p => Line(p, options)))
            planned = Rescheduler.Plan(fleet, options, null, progress, interruption.Token);
        if (!planned.TryGet(out ReschedulingPlan? plan, out fault) || (output.Write(ReschedulingView.Of(fleet, plan, options)) is { } failed && (fault = failed) is not null))
            return Failure.Report(fault);
        return plan.IsBetter ? ExitCode.Done : ExitCode.No;
    }

    private static string Line(ReschedulingProgress progress, ReschedulingOptions options)
    {
        string bound = progress.Bound is { } most ? $", at most {most:N0}" : "";
        return $"{progress.Phase}  {progress.Value:N0} {options.Objective.Unit}{bound}";
    }
}
