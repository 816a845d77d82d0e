using System.CommandLine;
using Restow.Cli.Output;
using Restow.Core;
using Restow.Rescheduling;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Ordering;
using Restow.Rescheduling.Snapshots;
using Restow.Rescheduling.Views;

namespace Restow.Cli.Commands.Vm;

/// <summary><c>restow vm check</c>: whether an old plan still holds.</summary>
internal static class VmCheckCommand
{
    private const string Help = """
        Holds a plan against a newer snapshot: what still holds, in waves anew, what is done, and what is dropped and why. The JSON is a plan again.

        Examples:
          restow vm plan fleet.json --format json --output plan.json
          restow vm check plan.json fleet-now.json
          restow vm check plan.json fleet-now.json --format json --output rest.json

        Exit code: 0 everything holds or is done, 1 something was dropped, 2 bad input or usage.
        """;

    public static Command Create()
    {
        var plan = new Argument<string>("PLAN") { Description = "What restow vm plan --format json wrote." };
        var source = new VmSource();
        var objective = new VmObjective();
        var execution = new VmExecution();
        var output = new PlanOutputOptions();
        var command = new Command("check", Help) { plan };
        source.AddTo(command);
        objective.AddTo(command);
        execution.AddTo(command);
        output.AddTo(command);
        command.SetAction(parsed => Run(parsed.GetValue(plan)!, source, execution.From(parsed) with { Objective = objective.From(parsed) }, output.From(parsed), parsed));
        return command;
    }

    private static int Run(string file, VmSource source, ReschedulingOptions options, PlanOutput output, ParseResult parsed)
    {
        if (output.Check() is { } unwritable)
            return Failure.Report(unwritable);
        if (!PlanFile.ReadFile(file).TryGet(out IReadOnlyList<PlannedMigration>? plan, out Fault? fault) || !source.Read(parsed).TryGet(out Fleet? fleet, out fault))
            return Failure.Report(fault);
        foreach (string warning in fleet.Warnings)
            Failure.Warn(warning);
        if (!PlanRevalidation.Check(fleet, options, plan, Deadline.In(options.Time)).TryGet(out Revalidation? checkedPlan, out fault))
            return Failure.Report(fault);
        if (output.Write(RevalidationView.Of(fleet, checkedPlan, options)) is { } failed)
            return Failure.Report(failed);
        return checkedPlan.Dropped.Count == 0 ? ExitCode.Done : ExitCode.No;
    }
}
