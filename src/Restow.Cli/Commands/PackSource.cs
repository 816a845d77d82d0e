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
        Arity = new ArgumentArity(1, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> repeat = Choices.AtLeast(
        new Option<int>("--repeat") { Description = "How many times the trace's pods arrive.", HelpName = "K", DefaultValueFactory = _ => 1 }, 1);

    public void AddTo(Command command)
    {
        command.Add(snapshot);
        command.Add(openb);
        command.Add(repeat);
        Rules.Add(command, result =>
        {
            bool hasSnapshot = result.GetValue(snapshot) is not null;
            bool hasTrace = result.GetResult(openb) is { Implicit: false };
            int files = (hasTrace ? result.GetValue(openb)!.Length : 0) + (hasSnapshot ? 1 : 0);
            if (files == 0)
                result.AddError("no SNAPSHOT is given");
            if (hasTrace && files != 2)
                result.AddError(files < 2 ? "--openb takes two files, of nodes and of pods" : "SNAPSHOT and --openb exclude each other");
            if (!hasTrace && result.GetResult(repeat) is { Implicit: false })
                result.AddError("--repeat belongs to --openb");
        });
    }

    public Result<Cluster> Read(ParseResult parsed)
    {
        // The parser may take the second file for the argument.
        string[] files = [.. parsed.GetValue(openb) ?? [], .. parsed.GetValue(snapshot) is { } file ? [file] : Array.Empty<string>()];
        return parsed.GetResult(openb) is { Implicit: false }
            ? OpenbTrace.Read(files[0], files[1], parsed.GetValue(repeat)).Then(Arrival.InOrder)
            : KubernetesSnapshot.ReadFile(files[0]);
    }
}
