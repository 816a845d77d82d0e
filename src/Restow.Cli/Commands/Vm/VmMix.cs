using System.CommandLine;
using Restow.Cli.Arguments;
using Restow.Rescheduling.Generation;

namespace Restow.Cli.Commands.Vm;

/// <summary>The options of <c>restow vm generate</c> that make a fleet up; one each of <see cref="SyntheticFleetOptions"/>.</summary>
internal sealed class VmMix
{
    private const int MostCores = 1024;
    private static readonly SyntheticFleetOptions Defaults = new();

    private readonly Option<int> hosts = Choices.AtLeast(
        new Option<int>("--hosts") { Description = "Hosts.", HelpName = "N", DefaultValueFactory = _ => Defaults.Hosts }, 1);

    private readonly Option<IReadOnlyList<((int Cores, int Nodes) Item, double Weight)>?> hostSizes = Mixes.Option(
        "--host-sizes", "Cores of a NUMA node x nodes of a host, with weights. [default: 44x2]", "44x2:3,64x1", ReadHost);

    private readonly Option<IReadOnlyList<((int Cores, bool IsDouble) Item, double Weight)>?> sizes = Mixes.Option(
        "--sizes", "Cores of machines, with weights; 32+32 uses two NUMA nodes. [default: the Medium data set's]", "4:906,32+32:130", ReadSize);

    private readonly Option<double> utilisation = Choices.Share(
        new Option<double>("--utilisation") { Description = "Share of the cores in use.", HelpName = "U", DefaultValueFactory = _ => Defaults.Utilisation });

    private readonly Option<int> memory = Choices.AtLeast(
        new Option<int>("--memory-per-core") { Description = "Memory of a machine for each of its cores, MB.", HelpName = "MB", DefaultValueFactory = _ => Defaults.MemoryPerCoreMb }, 0);

    private readonly Option<int> hostMemory = Choices.AtLeast(
        new Option<int>("--host-memory-per-core") { Description = "Memory of a host for each of its cores, MB.", HelpName = "MB", DefaultValueFactory = _ => Defaults.HostMemoryPerCoreMb }, 1);

    private IEnumerable<Option> All => [hosts, hostSizes, sizes, utilisation, memory, hostMemory];

    /// <param name="hasSnapshot">Whether the line names a fleet that is churned instead.</param>
    public void AddTo(Command command, Func<System.CommandLine.Parsing.CommandResult, bool> hasSnapshot)
    {
        foreach (Option option in All)
            command.Add(option);
        Rules.Add(command, result =>
        {
            if (hasSnapshot(result) && All.FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } given)
                result.AddError($"{given.Name} is for a fleet without a SNAPSHOT");
            if (result.GetValue(memory) > 1 << 20 || result.GetValue(hostMemory) > 1 << 20)
                result.AddError("memory per core is at most 1,048,576 MB");
        });
    }

    public SyntheticFleetOptions From(ParseResult parsed) => Defaults with
    {
        Hosts = parsed.GetValue(hosts),
        HostSizes = parsed.GetValue(hostSizes) is { } given ? [.. given.Select(g => new HostSize(g.Item.Cores, g.Item.Nodes, g.Weight))] : Defaults.HostSizes,
        VmSizes = parsed.GetValue(sizes) is { } mix ? [.. mix.Select(g => new VmSize(g.Item.Cores, g.Item.IsDouble, g.Weight))] : Defaults.VmSizes,
        Utilisation = parsed.GetValue(utilisation),
        MemoryPerCoreMb = parsed.GetValue(memory),
        HostMemoryPerCoreMb = parsed.GetValue(hostMemory),
    };

    private static (int, int)? ReadHost(string text) =>
        text.Split('x') is [var cores, var nodes] && Mixes.Whole(cores, MostCores) is { } c && Mixes.Whole(nodes, 8) is { } n ? (c, n) : null;

    private static (int, bool)? ReadSize(string text) => text.Split('+') switch
    {
        [var cores] when Mixes.Whole(cores, MostCores) is { } single => (single, false),
        [var a, var b] when a == b && Mixes.Whole(a, MostCores) is { } half => (half, true),
        _ => null,
    };
}
