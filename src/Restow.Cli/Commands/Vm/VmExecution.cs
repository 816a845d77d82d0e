using System.CommandLine;
using Restow.Cli.Arguments;
using Restow.Rescheduling;

namespace Restow.Cli.Commands.Vm;

/// <summary>The options on how migrations are carried out, which order and waves depend on.</summary>
internal sealed class VmExecution
{
    private static readonly ReschedulingOptions Defaults = new();

    private readonly Option<double> bandwidth = Choices.Positive(
        new Option<double>("--bandwidth") { Description = "Speed of one migration, MB/s.", HelpName = "MB/s", DefaultValueFactory = _ => Defaults.BandwidthMbPerSecond });

    private readonly Option<int> perHost = Choices.AtLeast(
        new Option<int>("--per-host") { Description = "Most migrations at once that a host takes part in.", HelpName = "N", DefaultValueFactory = _ => Defaults.PerHostParallel }, 1);

    private readonly Option<int> parallel = Choices.AtLeast(
        new Option<int>("--parallel") { Description = "Most migrations at once.", HelpName = "N", DefaultValueFactory = _ => Defaults.Parallel }, 1);

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { bandwidth, perHost, parallel })
            command.Add(option);
    }

    public ReschedulingOptions From(ParseResult parsed) => Defaults with
    {
        BandwidthMbPerSecond = parsed.GetValue(bandwidth),
        PerHostParallel = parsed.GetValue(perHost),
        Parallel = parsed.GetValue(parallel),
    };
}
