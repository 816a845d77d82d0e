using System.Diagnostics;
using Restow.Core;
using Restow.Rescheduling;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;

namespace Restow.Experiments.Rescheduling;

/// <summary>Runs methods on the same fleets, one thread each, and counts the slots of what can be done move by move.</summary>
internal sealed class PolicyExperiment(int migrations, int trajectories, string? policyFile)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private (string Name, ReschedulingOptions Options)[] Methods =>
    [
        ("optimum", Of(ReschedulingMethod.Exact)),
        ("HA", Of(ReschedulingMethod.Greedy)),
        ("completion", Of(ReschedulingMethod.Complete)),
        ("policy, greedy", Of(ReschedulingMethod.Policy)),
        ($"policy, best of {trajectories}", Of(ReschedulingMethod.Policy) with { Trajectories = trajectories }),
    ];

    public List<PolicyRow> Run(Fleet snapshot, int instances, TextWriter log)
    {
        var rows = new List<PolicyRow>();
        Solve(snapshot, Of(ReschedulingMethod.Policy), "warm-up", 0);
        for (int i = 1; i <= Math.Max(1, instances); i++)
        {
            Fleet fleet = instances == 0 ? snapshot : Churn.Apply(snapshot, (ulong)i);
            foreach ((string name, ReschedulingOptions options) in Methods)
                rows.Add(Solve(fleet, options, name, i));
            log.WriteLine($"{i}: {string.Join(", ", rows.TakeLast(Methods.Length).Select(r => $"{r.Method} +{r.Gain}"))}");
        }

        return rows;
    }

    private static PolicyRow Solve(Fleet fleet, ReschedulingOptions options, string name, int instance)
    {
        var watch = Stopwatch.StartNew();
        ReschedulingProblem problem = ReschedulingProblem.Compile(fleet, options);
        SearchOutcome outcome = Restow.Rescheduling.Search.Methods.Of(options).Value.Search(problem, Deadline.In(Limit), null);
        double seconds = watch.Elapsed.TotalSeconds;
        long before = new FleetState(problem).Value;
        bool proven = outcome.Bound is { } bound && outcome.State.Value >= Math.Floor(bound + 1e-6);
        return new PolicyRow(instance, name, before, outcome.State.Value - before, outcome.State.Displaced, seconds, proven);
    }

    private ReschedulingOptions Of(ReschedulingMethod method) => new() { Method = method, MaxMigrations = migrations, Threads = 1, Time = Limit, PolicyFile = policyFile };
}
