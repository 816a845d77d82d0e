using System.CommandLine;
using Restow.Cli.Arguments;
using Restow.Cli.Output;
using Restow.Core;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots;

namespace Restow.Cli.Commands.Vm;

/// <summary><c>restow vm generate</c>: fleets to try plans on.</summary>
internal static class VmGenerateCommand
{
    private const string Help = """
        Writes a fleet as JSON: a snapshot after churn (some machines left, most came back elsewhere), or one made up of a mix of machines.

        Examples:
          restow vm generate --hosts 12 --seed 3 --output fleet.json
          restow vm generate --hosts 200 --host-sizes 44x2:3,64x1 --sizes 2:1,8:2,32+32:1 --utilisation 0.85 --conflicts 0.1
          restow vm generate fleet.json --leave 0.25 --back 0.8 --seed 7 --output churned.json

        Exit code: 0 written, 2 bad input or usage.
        """;

    public static Command Create()
    {
        var defaults = new SyntheticFleetOptions();
        var source = new VmSource();
        var mix = new VmMix();
        var leave = Choices.Share(new Option<double>("--leave") { Description = "Probability that a machine leaves.", HelpName = "P", DefaultValueFactory = _ => defaults.Leave });
        var back = Choices.Share(new Option<double>("--back") { Description = "Share of those that come back, each where it fits most tightly.", HelpName = "P", DefaultValueFactory = _ => defaults.Back });
        var conflicts = Choices.Share(new Option<double>("--conflicts") { Description = "Share of the machines in conflict groups of two to five.", HelpName = "P", DefaultValueFactory = _ => defaults.Conflicts });
        var seed = new Option<ulong>("--seed") { Description = "Seed of every random choice.", HelpName = "S", DefaultValueFactory = _ => defaults.Seed };
        var output = new Option<string?>("--output", "-o") { Description = "Write to this file instead of standard output; whole or not at all.", HelpName = "FILE" };
        var command = new Command("generate", Help);
        source.AddTo(command, isRequired: false);
        mix.AddTo(command, source.IsGiven);
        foreach (Option option in new Option[] { leave, back, conflicts, seed, output })
            command.Add(option);
        command.SetAction(parsed =>
        {
            SyntheticFleetOptions options = mix.From(parsed) with
            {
                Leave = parsed.GetValue(leave),
                Back = parsed.GetValue(back),
                Conflicts = parsed.GetValue(conflicts),
                Seed = parsed.GetValue(seed),
            };
            Result<Fleet> fleet = source.IsGiven(parsed) ? source.Read(parsed).Then<Fleet>(f => SyntheticFleet.Churned(f, options)) : SyntheticFleet.Create(options);
            return Write(fleet, parsed.GetValue(output));
        });
        return command;
    }

    private static int Write(Result<Fleet> generated, string? file)
    {
        if (!generated.TryGet(out Fleet? fleet, out Fault? fault))
            return Failure.Report(fault);
        foreach (string warning in fleet.Warnings)
            Failure.Warn(warning);
        if (file is not null and not "-")
            return OutputFile.Write(file, stream => FleetJson.Write(fleet, stream)) is { } failed ? Failure.Report(failed) : ExitCode.Done;
        using Stream stream = Console.OpenStandardOutput();
        using var buffered = new BufferedStream(stream, 1 << 16);
        FleetJson.Write(fleet, buffered);
        return ExitCode.Done;
    }
}
