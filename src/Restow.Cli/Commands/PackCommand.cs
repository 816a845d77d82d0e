using System.CommandLine;
using System.CommandLine.Parsing;
using Restow.Core;
using Restow.Core.Views;
using Restow.Packing;
using Restow.Packing.Model;
using Restow.Packing.Views;

namespace Restow.Cli.Commands;

/// <summary><c>restow pack SNAPSHOT</c>.</summary>
internal static class PackCommand
{
    private const string Help = """
        Finds a better placement of a cluster's pods: as many as possible, highest priority first, with the fewest moves.

        Examples:
          kubectl get nodes,pods,pdb,priorityclasses,pv,pvc,storageclasses,csinodes,replicasets,namespaces -A -o json | restow pack -
          restow pack cluster.json --time 10s --max-moves 20 --chart plan.svg
          restow pack --openb nodes.csv pods.csv --repeat 2 --time 30s
        Exit code: 0 a better plan was found, 1 nothing better, 2 bad input or usage.
        """;

    private static readonly Argument<string?> Snapshot = new("SNAPSHOT")
    {
        Description = "What kubectl get ... -A -o json (or yaml) prints; - for standard input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string[]> Openb = new("--openb")
    {
        Description = "Read Alibaba's GPU trace instead: a CSV of nodes and one of pods; the scheduler's emulation places the pods first.",
        HelpName = "NODES PODS",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Repeat = new("--repeat") { Description = "With --openb: how often the pods arrive.", DefaultValueFactory = _ => 1 };

    private static readonly Option<TimeSpan> Time = new("--time")
    {
        Description = "Wall time of everything after reading.",
        HelpName = "DURATION",
        CustomParser = Duration.Parse,
        DefaultValueFactory = _ => TimeSpan.FromSeconds(1),
    };

    private static readonly Option<ulong> Seed = new("--seed") { Description = "Seed of every random choice.", DefaultValueFactory = _ => 1 };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "Search threads; with 1 the same seed gives the same plan.",
        DefaultValueFactory = _ => Math.Min(2, Environment.ProcessorCount),
    };

    private static readonly Option<string> Method = Choice("--method", "How to search: restow; cpsat, the model of Priority Matters; default, the scheduler itself.", "restow", "cpsat", "default");

    private static readonly Option<string> Evict = Choice(
        "--evict", "Which running pods may be left pending: none; lower-priority, for pods of a higher one; any, when more pods are placed for it.", "lower-priority", "none", "any");

    private static readonly Option<int?> MaxMoves = new("--max-moves") { Description = "Most running pods to disturb." };

    private static readonly Option<int?> MaxMovesPerWorkload = new("--max-moves-per-workload") { Description = "Most running pods of one workload to disturb." };

    private static readonly Option<int> MoveWeight = new("--move-weight") { Description = "Cost of a move.", DefaultValueFactory = _ => 1 };

    private static readonly Option<int> EvictWeight = new("--evict-weight") { Description = "Cost of an eviction for good.", DefaultValueFactory = _ => 2 };

    private static readonly Option<TimeSpan> MinimumAge = new("--min-pod-age")
    {
        Description = "Younger running pods stay.",
        HelpName = "DURATION",
        CustomParser = Duration.Parse,
        DefaultValueFactory = _ => TimeSpan.Zero,
    };

    private static readonly Option<string[]> Protect = new("--protect-namespace")
    {
        Description = "Namespaces whose pods never move; may be given several times.",
        DefaultValueFactory = _ => ["kube-system"],
    };

    private static readonly Option<bool> LocalStorage = new("--move-local-storage") { Description = "Move pods with emptyDir or hostPath volumes too; their data is lost." };

    private static readonly Option<bool> Preemption = new("--preemption") { Description = "With --method default: let the scheduler preempt." };

    private static readonly Option<bool> Frontier = new("--frontier") { Description = "Plan for growing limits of moves and show pods placed against moves." };

    private static readonly Option<string> Format = Choice("--format", "text or json.", "text", "json");

    private static readonly Option<FileInfo?> Output = new("--output") { Description = "Write the answer to a file." };

    private static readonly Option<FileInfo?> Chart = new("--chart") { Description = "Draw the nodes before and after: FILE.png or FILE.svg." };

    public static Command Create()
    {
        var command = new Command("pack", Help)
        {
            Snapshot, Openb, Repeat, Time, Seed, Threads, Method, Evict, MaxMoves, MaxMovesPerWorkload, MoveWeight, EvictWeight, MinimumAge, Protect,
            LocalStorage, Preemption, Frontier, Format, Output, Chart,
        };
        command.Validators.Add(OneInput);
        command.SetAction((result, cancellation) => Task.FromResult(Run(result, cancellation)));
        return command;
    }

    private static void OneInput(CommandResult result)
    {
        bool file = result.GetValue(Snapshot) is not null;
        bool trace = result.GetResult(Openb) is { Implicit: false };
        if (file == trace)
            result.AddError(file ? "give a snapshot or --openb, not both" : "give a snapshot, '-' for standard input, or --openb NODES PODS");
    }

    private static int Run(ParseResult result, CancellationToken cancellation)
    {
        PackingOptions options = Options(result);
        Result<Cluster> read = result.GetValue(Openb) is { Length: 2 } files
            ? PackingInput.Openb(files[0], files[1], result.GetValue(Repeat), options)
            : PackingInput.Snapshot(result.GetValue(Snapshot)!);
        if (!read.TryGet(out Cluster? cluster, out Fault? fault))
            return Fail(fault);
        foreach (string warning in cluster.Warnings)
            Shell.Complain(warning);
        bool better;
        PlanView view;
        using (var progress = new ProgressLine())
        {
            if (result.GetValue(Frontier))
            {
                if (!Packer.Frontier(cluster, options, null, progress, cancellation).TryGet(out IReadOnlyList<FrontierPoint>? points, out fault))
                    return Fail(fault);
                view = PackingView.OfFrontier(cluster, points);
                better = PackingView.Best(points).Plan.IsBetter;
            }
            else
            {
                if (!Packer.Plan(cluster, options, null, progress, cancellation).TryGet(out PackingPlan? plan, out fault))
                    return Fail(fault);
                view = PackingView.Of(cluster, plan);
                better = plan.IsBetter;
            }
        }

        var outputs = new Outputs(result.GetValue(Format)!, result.GetValue(Output), result.GetValue(Chart));
        return outputs.Write(view) is { } failed ? Fail(failed) : better ? Shell.Done : Shell.No;
    }

    private static PackingOptions Options(ParseResult result) => new()
    {
        Time = result.GetValue(Time),
        Seed = result.GetValue(Seed),
        Threads = result.GetValue(Threads),
        Method = result.GetValue(Method) switch { "cpsat" => PackingMethod.CpSat, "default" => PackingMethod.Default, _ => PackingMethod.Restow },
        Eviction = result.GetValue(Evict) switch { "none" => EvictionPolicy.None, "any" => EvictionPolicy.Any, _ => EvictionPolicy.LowerPriority },
        MaxMoves = result.GetValue(MaxMoves),
        MaxMovesPerWorkload = result.GetValue(MaxMovesPerWorkload),
        MoveWeight = result.GetValue(MoveWeight),
        EvictWeight = result.GetValue(EvictWeight),
        MinimumPodAge = result.GetValue(MinimumAge),
        ProtectedNamespaces = result.GetValue(Protect)!,
        MoveLocalStorage = result.GetValue(LocalStorage),
        Preemption = result.GetValue(Preemption),
    };

    private static Option<string> Choice(string name, string description, params string[] values)
    {
        Option<string> option = new(name) { Description = description, DefaultValueFactory = _ => values[0] };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    private static int Fail(Fault fault)
    {
        Shell.Complain(fault.ToString());
        return Shell.Bad;
    }
}
