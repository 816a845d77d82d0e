using System.CommandLine;
using Restow.Cli.Arguments;
using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Snapshots;

namespace Restow.Cli.Commands;

/// <summary>Where <c>restow pack</c> has its cluster from: a snapshot, or the Alibaba trace.</summary>
internal sealed class PackSource
{
    private readonly Argument<string?> snapshot = new("SNAPSHOT")
    {
        Description = "What kubectl get ... -A -o json (or -o yaml) printed; - for standard input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> openb = new("--openb")
    {
        Description = "Plan Alibaba's GPU trace of 2023 instead: its file of nodes, then its file of pods.",
        HelpName = "NODES PODS",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> repeat = Choices.AtLeast(
        new Option<int>("--repeat") { Description = "How many times the trace's pods arrive.", HelpName = "K", DefaultValueFactory = _ => 1 }, 1);

    public void AddTo(Command command)
    {
        command.Add(snapshot);
        command.Add(openb);
        command.Add(repeat);
        command.Validators.Add(result =>
        {
            bool hasSnapshot = result.GetValue(snapshot) is not null;
            bool hasTrace = result.GetResult(openb) is { Implicit: false };
            if (!hasSnapshot && !hasTrace)
                result.AddError("no SNAPSHOT is given");
            if (hasSnapshot && hasTrace)
                result.AddError("SNAPSHOT and --openb exclude each other");
            if (!hasTrace && result.GetResult(repeat) is { Implicit: false })
                result.AddError("--repeat belongs to --openb");
        });
    }

    public Result<Cluster> Read(ParseResult parsed) => parsed.GetValue(openb) is [var nodes, var pods]
        ? OpenbTrace.Read(nodes, pods, parsed.GetValue(repeat))
        : KubernetesSnapshot.ReadFile(parsed.GetValue(snapshot)!);
}
