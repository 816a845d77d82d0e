using System.CommandLine;
using Restow.Cli.Arguments;
using Restow.Packing;

namespace Restow.Cli.Commands;

/// <summary>The options that say how <c>restow pack</c> searches and what its plan may do; one each of <see cref="PackingOptions"/>.</summary>
internal sealed class PackPolicy
{
    private static readonly PackingOptions Defaults = new();

    private readonly Option<TimeSpan?> time = Durations.Option("--time", $"Wall time of everything after reading: 1, 500ms, 10s. [default: {Defaults.Time.TotalSeconds}s]");

    private readonly Option<ulong> seed = new("--seed") { Description = "Seed of every random choice; with --threads 1 the same seed and --time give the same plan, unless a busy machine cuts the search short.", HelpName = "S", DefaultValueFactory = _ => Defaults.Seed };

    private readonly Option<int> threads = Choices.AtLeast(
        new Option<int>("--threads") { Description = "Search threads.", HelpName = "N", DefaultValueFactory = _ => Defaults.Threads }, 1);

    private readonly Option<PackingMethod?> method = Choices.Option(
        "--method",
        "restow; the model of the paper Priority Matters; or the default scheduler.",
        ("restow", PackingMethod.Restow),
        ("cpsat", PackingMethod.CpSat),
        ("default", PackingMethod.Default));

    private readonly Option<int?> maxMoves = Choices.AtLeast(new Option<int?>("--max-moves") { Description = "Most running pods to disturb.", HelpName = "N" }, 0);

    private readonly Option<int?> maxMovesPerWorkload = Choices.AtLeast(
        new Option<int?>("--max-moves-per-workload") { Description = "Most running pods of one workload to disturb.", HelpName = "N" }, 0);

    private readonly Option<TimeSpan?> minPodAge = Durations.Option("--min-pod-age", "Running pods younger than this stay: 5m, 2h.", mayBeZero: true);

    private readonly Option<string[]> protect = new("--protect-namespace")
    {
        Description = "Pods of this namespace never move; repeat it for more. Replaces the default.",
        HelpName = "NAME",
        DefaultValueFactory = _ => [.. Defaults.ProtectedNamespaces],
    };

    private readonly Option<EvictionPolicy?> evict = Choices.Option(
        "--evict",
        "Which running pods may be left pending: those of a lower priority than the pods that gain, none, or any.",
        ("lower-priority", EvictionPolicy.LowerPriority),
        ("none", EvictionPolicy.None),
        ("any", EvictionPolicy.Any));

    private readonly Option<int> moveWeight = Choices.AtLeast(
        new Option<int>("--move-weight") { Description = "Cost of a move; staying costs nothing.", HelpName = "W", DefaultValueFactory = _ => Defaults.MoveWeight }, 0);

    private readonly Option<int> evictWeight = Choices.AtLeast(
        new Option<int>("--evict-weight") { Description = "Cost of an eviction for good.", HelpName = "W", DefaultValueFactory = _ => Defaults.EvictWeight }, 0);

    private readonly Option<bool> moveLocalStorage = new("--move-local-storage") { Description = "Let pods with emptyDir or hostPath volumes move, which lose that data." };

    private readonly Option<bool> preemption = new("--preemption") { Description = "Let --method default preempt." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { time, seed, threads, method, maxMoves, maxMovesPerWorkload, minPodAge, protect, evict, moveWeight, evictWeight, moveLocalStorage, preemption })
            command.Add(option);
    }

    public PackingOptions From(ParseResult parsed) => Over(Defaults, parsed);

    /// <summary>What is given on the command line, on top of <paramref name="file"/>.</summary>
    public PackingOptions Over(PackingOptions file, ParseResult parsed) => file with
    {
        Time = parsed.GetValue(time) ?? file.Time,
        Seed = Given(seed, parsed, file.Seed),
        Threads = Given(threads, parsed, file.Threads),
        Method = parsed.GetValue(method) ?? file.Method,
        MaxMoves = parsed.GetValue(maxMoves) ?? file.MaxMoves,
        MaxMovesPerWorkload = parsed.GetValue(maxMovesPerWorkload) ?? file.MaxMovesPerWorkload,
        MinimumPodAge = parsed.GetValue(minPodAge) ?? file.MinimumPodAge,
        ProtectedNamespaces = Given(protect, parsed, [.. file.ProtectedNamespaces]),
        Eviction = parsed.GetValue(evict) ?? file.Eviction,
        MoveWeight = Given(moveWeight, parsed, file.MoveWeight),
        EvictWeight = Given(evictWeight, parsed, file.EvictWeight),
        MoveLocalStorage = Given(moveLocalStorage, parsed, file.MoveLocalStorage),
        Preemption = Given(preemption, parsed, file.Preemption),
    };

    private static T Given<T>(Option<T> option, ParseResult parsed, T otherwise) =>
        parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) ?? otherwise : otherwise;
}
