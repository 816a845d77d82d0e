using System.CommandLine;
using Restow.Cli.Arguments;
using Restow.Core;
using Restow.Rescheduling;
using Restow.Rescheduling.Model;

namespace Restow.Cli.Commands.Vm;

/// <summary>The options that say how <c>restow vm plan</c> searches and what its plan may do; one each of <see cref="ReschedulingOptions"/>.</summary>
internal sealed class VmPlanPolicy
{
    private static readonly ReschedulingOptions Defaults = new();

    private readonly VmObjective objective = new();

    private readonly VmExecution execution = new();

    private readonly Option<ReschedulingMethod?> method = Choices.Option(
        "--method",
        "How the placement is searched; docs/vm.md compares them.",
        ("auto", ReschedulingMethod.Auto),
        ("exact", ReschedulingMethod.Exact),
        ("anneal", ReschedulingMethod.Anneal),
        ("greedy", ReschedulingMethod.Greedy),
        ("complete", ReschedulingMethod.Complete),
        ("vbpp", ReschedulingMethod.Vbpp),
        ("pop", ReschedulingMethod.Pop),
        ("mip", ReschedulingMethod.Mip),
        ("policy", ReschedulingMethod.Policy));

    private readonly Option<int> migrations = Choices.AtLeast(
        new Option<int>("--migrations") { Description = "Most migrations.", HelpName = "N", DefaultValueFactory = _ => Defaults.MaxMigrations }, 0);

    private readonly Option<double?> goal = new("--goal") { Description = "Fragment rate, 0 to 1, that is enough: then the fewest migrations that reach it. For other objectives their value.", HelpName = "FR" };

    private readonly Option<long?> maxBytes = ByteSizes.Option("--max-bytes", "Most memory to copy in all, dirtied pages included. [default: no limit]");

    private readonly Option<double?> maxMinutes = new("--max-minutes") { Description = "Most minutes of copying, one migration after the other at --bandwidth. [default: no limit]", HelpName = "M" };

    private readonly Option<TimeSpan?> time = Durations.Option("--time", $"Wall time of everything after reading: 1, 500ms, 10s. [default: {Defaults.Time.TotalSeconds}s]");

    private readonly Option<ulong> seed = new("--seed") { Description = "Seed of every random choice.", HelpName = "S", DefaultValueFactory = _ => Defaults.Seed };

    private readonly Option<int> threads = Choices.AtLeast(
        new Option<int>("--threads") { Description = "Search threads.", HelpName = "N", DefaultValueFactory = _ => Defaults.Threads }, 1);

    private readonly Option<string?> policy = new("--policy") { Description = "Weights for --method policy. [default: those that ship]", HelpName = "FILE" };

    private readonly Option<int> trajectories = Choices.AtLeast(
        new Option<int>("--trajectories") { Description = "Trajectories of --method policy, the best of which counts.", HelpName = "K", DefaultValueFactory = _ => Defaults.Trajectories }, 1);

    public void AddTo(Command command)
    {
        command.Add(method);
        objective.AddTo(command);
        foreach (Option option in new Option[] { migrations, goal, maxBytes, maxMinutes })
            command.Add(option);
        execution.AddTo(command);
        foreach (Option option in new Option[] { time, seed, threads, policy, trajectories })
            command.Add(option);
        Rules.Add(command, result =>
        {
            if (result.GetValue(maxMinutes) is { } minutes && !(minutes >= 0))
                result.AddError($"--max-minutes: {minutes} is not a number of minutes");
            bool isPolicy = result.GetValue(method) == ReschedulingMethod.Policy;
            if (!isPolicy && (result.GetResult(policy) is { Implicit: false } || result.GetResult(trajectories) is { Implicit: false }))
                result.AddError("--policy and --trajectories belong to --method policy");
        });
    }

    /// <summary>The options; a goal is one for this fleet.</summary>
    public Result<ReschedulingOptions> From(ParseResult parsed, Fleet fleet)
    {
        ReschedulingOptions options = execution.From(parsed) with
        {
            Method = parsed.GetValue(method) ?? Defaults.Method,
            Objective = objective.From(parsed),
            MaxMigrations = parsed.GetValue(migrations),
            MaxMigratedMb = MostMb(parsed),
            Time = parsed.GetValue(time) ?? Defaults.Time,
            Seed = parsed.GetValue(seed),
            Threads = parsed.GetValue(threads),
            PolicyFile = parsed.GetValue(policy),
            Trajectories = parsed.GetValue(trajectories),
        };
        return parsed.GetValue(goal) is { } wanted
            ? ReschedulingGoal.ValueOf(fleet, options.Objective, wanted).Then<ReschedulingOptions>(value => options with { Goal = value })
            : options;
    }

    private long? MostMb(ParseResult parsed)
    {
        long bytes = parsed.GetValue(maxBytes) is { } size ? size >> 20 : long.MaxValue;
        double inTime = parsed.GetValue(maxMinutes) is { } minutes ? minutes * 60 * execution.From(parsed).BandwidthMbPerSecond : double.PositiveInfinity;
        long most = (long)Math.Min(bytes, Math.Min(inTime, long.MaxValue / 2));
        return bytes == long.MaxValue && double.IsPositiveInfinity(inTime) ? null : most;
    }
}
