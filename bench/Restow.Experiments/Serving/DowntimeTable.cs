using Restow.Serving;
using Restow.Serving.Engine;
using Restow.Serving.Llumlets;
using Restow.Serving.Migration;
using Restow.Serving.Scheduling;
using Restow.Serving.Simulation;

namespace Restow.Experiments.Serving;

/// <summary>The paper's Figure 10: how long a request of a given length stands still when it moves once, by three ways. All three are simulated.</summary>
internal static class DowntimeTable
{
    private static readonly (int Tokens, int Migration, int Copy, int Recompute)[] Paper =
        [(256, 13, 68, 58), (512, 12, 129, 110), (1024, 15, 226, 220), (2048, 16, 451, 436), (4096, 22, 909, 940), (8192, 26, 1682, 1995)];

    public static void Run(TextWriter output)
    {
        output.WriteLine("### Migration downtime by sequence length, ms\n\n| tokens | migration | P | blocking copy | P | recomputation | P |\n|---|---|---|---|---|---|---|");
        foreach ((int tokens, int migration, int copy, int recompute) in Paper)
        {
            double live = Move(tokens, new MigrationOptions());
            double blocking = Move(tokens, new MigrationOptions { LastStageMaxBlocks = int.MaxValue });
            output.WriteLine($"| {tokens} | {live:0.0} | {migration} | {blocking:0} | {copy} | {Recompute(tokens):0} | {recompute} |");
        }

        output.WriteLine();
    }

    /// <summary>The migration protocol; the blocking copy is the same with one stage.</summary>
    private static double Move(int tokens, MigrationOptions protocol)
    {
        var options = new SimulationOptions { Instances = 2, Policy = "round-robin" };
        ServingPolicy policy = ServingPolicies.Create("round-robin", new PolicyContext(LlumnixVariant.Artifact, 3, options.Limits, 1)).Value with { Migration = protocol };
        var simulation = new ServingSimulation(options, policy, [new ServingRequest(0, 0, tokens - 20, 400)], null);
        simulation.Time.At(3_000_000_000, () => simulation.Migrate(0, 1));
        SimulationReport report = simulation.Run();
        return report.Migrations == 1 ? report.MigrationDowntimeMeanMs : double.NaN;
    }

    /// <summary>
    /// Preemption: a request decodes behind an earlier one until the memory is full, loses its blocks, and decodes again once it is readmitted and its
    /// tokens are recomputed. The earlier request leaves at that moment, so that the recomputation alone is in the way.
    /// </summary>
    private static double Recompute(int tokens)
    {
        InstanceOptions defaults = new();
        const int Earlier = 64;
        int blocks = defaults.BlocksFor(tokens) + defaults.BlocksFor(Earlier + 33) - 1;
        var scheduler = new LocalScheduler(0, defaults with { Blocks = blocks, WatermarkFraction = 0 }, new FirstComeFirstServed());
        var first = new Sequence(new ServingRequest(0, 0, Earlier, 1000));
        var moved = new Sequence(new ServingRequest(1, 1, tokens - 32, 400));
        scheduler.Enqueue(first, 0);
        scheduler.Enqueue(moved, 0);
        LatencyModel model = LatencyModel.Published;
        double now = 0;
        while (moved.Preemptions == 0)
            Step(scheduler, model, ref now);

        // The step in which it was preempted went to the earlier request; the clock runs from the step before.
        scheduler.Cancel(first, RequestOutcome.Aborted, (long)now);
        (double stopped, int generated) = (now, moved.Generated);
        while (moved.Generated == generated)
            Step(scheduler, model, ref now);
        return (now - stopped) / 1e6;
    }

    private static void Step(LocalScheduler scheduler, LatencyModel model, ref double now)
    {
        StepPlan plan = scheduler.PlanStep((long)now) ?? throw new InvalidOperationException("nothing to compute");
        now += model.Step(plan) * 1e6;
        scheduler.CompleteStep((long)now, []);
    }
}
