using System.CommandLine;
using Restow.Cli.Arguments;
using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots;

namespace Restow.Cli.Commands.Vm;

/// <summary>Where the <c>restow vm</c> commands have their fleet from.</summary>
internal sealed class VmSource
{
    private readonly Argument<string[]> snapshot = new("SNAPSHOT")
    {
        Description = "The fleet: this project's JSON, what Proxmox prints, or one or more files of what OpenStack prints; - for standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> csv = new("--csv")
    {
        Description = "Read the fleet of two CSV files instead.",
        HelpName = "HOSTS VMS",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<SnapshotForm?> from = Choices.WithoutDefault(
        "--from",
        "Form of SNAPSHOT. [default: told by its content]",
        ("json", SnapshotForm.Json),
        ("csv", SnapshotForm.Csv),
        ("openstack", SnapshotForm.OpenStack),
        ("proxmox", SnapshotForm.Proxmox));

    private readonly Option<double> cpuRatio = Choices.Positive(
        new Option<double>("--cpu-ratio") { Description = "Virtual cores for each core of a host, where the form names physical ones (openstack, proxmox).", HelpName = "R", DefaultValueFactory = _ => 1 });

    private readonly Option<bool> repair = new("--repair") { Description = "Repair what is inconsistent in the snapshot, with a warning each, instead of refusing it." };

    /// <param name="isRequired">Whether the command needs a fleet.</param>
    public void AddTo(Command command, bool isRequired = true)
    {
        command.Add(snapshot);
        foreach (Option option in new Option[] { csv, from, cpuRatio, repair })
            command.Add(option);
        Rules.Add(command, result =>
        {
            bool hasSnapshot = result.GetValue(snapshot) is { Length: > 0 };
            bool hasCsv = result.GetResult(csv) is { Implicit: false };
            if (isRequired && !hasSnapshot && !hasCsv)
                result.AddError("no SNAPSHOT is given");
            if (hasSnapshot && hasCsv)
                result.AddError("SNAPSHOT and --csv exclude each other");
            if (hasCsv && result.GetValue(from) is not (null or SnapshotForm.Csv))
                result.AddError("--csv and --from exclude each other");
        });
    }

    /// <summary>Whether the caller named a fleet.</summary>
    public bool IsGiven(ParseResult parsed) => Files(parsed).Length > 0;

    /// <summary>Whether the caller named a fleet, while the line is checked.</summary>
    public bool IsGiven(System.CommandLine.Parsing.CommandResult result) =>
        result.GetValue(snapshot) is { Length: > 0 } || result.GetResult(csv) is { Implicit: false };

    public Result<Fleet> Read(ParseResult parsed) => FleetSnapshot.Read(Files(parsed), new SnapshotReading
    {
        Form = parsed.GetResult(csv) is { Implicit: false } ? SnapshotForm.Csv : parsed.GetValue(from),
        Repair = parsed.GetValue(repair),
        CoresPerCpu = parsed.GetValue(cpuRatio),
    });

    private string[] Files(ParseResult parsed) => [.. parsed.GetValue(csv) ?? [], .. parsed.GetValue(snapshot) ?? []];
}
