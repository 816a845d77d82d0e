using Restow.Core;
using Restow.Serving.Scheduling;
using Restow.Serving.Workloads;

namespace Restow.Serving.Tests;

public class SimulatorTests
{
    private static readonly SimulationOptions Busy = new() { Instances = 4, Jitter = 0.05, Threshold = 3 };

    public static TheoryData<string> Policies => [.. ServingPolicies.Names, "llumnix/inflight/prefix", "infaas++/inflight/backfill"];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_EveryPolicy_EveryRequestCompletesOnce(string policy)
    {
        SimulationReport report = ServingSimulator.Run(Busy with { Policy = policy }, Trace(1500)).Value;
        Assert.Equal(1500, report.Outcomes["completed"]);
        Assert.Single(report.Outcomes);

        // Decode cannot be faster than the model's shortest step: two chains of steps on one instance would show here.
        Assert.True(report.Decode.P50 >= 0.0358 * 0.95);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_SameInputs_SameBytes(string policy)
    {
        string First() => SimulationReportJson.Write([ServingSimulator.Run(Busy with { Policy = policy }, Trace(800)).Value]);
        Assert.Equal(First(), First());
    }

    [Fact]
    public void Run_Llumnix_MigratesAndLosesLess()
    {
        SimulationReport without = ServingSimulator.Run(Busy with { Policy = "infaas++" }, Trace(3000)).Value;
        SimulationReport with = ServingSimulator.Run(Busy with { Policy = "llumnix" }, Trace(3000)).Value;
        Assert.True(with.Migrations > 50);
        Assert.True(with.PreemptionLossMean < without.PreemptionLossMean);
        Assert.True(with.Prefill.Mean < without.Prefill.Mean);
        Assert.InRange(with.MigrationDowntimeMeanMs, 12, 120);
    }

    [Theory]
    [InlineData("llumnix", "aborted")]
    [InlineData("restow", "completed")]
    public void Run_InstancesFail_RequestsAreAbortedOrReplayed(string policy, string outcome)
    {
        InstanceFailure[] failures = [new(20, 0, 5), new(33, 2, 10), new(60, 0, 1), new(60.01, 1, 30)];
        SimulationReport report = ServingSimulator.Run(Busy with { Policy = policy, Failures = failures }, Trace(2000)).Value;
        Assert.Equal(2000, report.Outcomes.Values.Sum());
        Assert.True(report.Outcomes[outcome] > 0);
        Assert.Equal(policy == "restow", report.Outcomes.Count == 1);
        Assert.Equal(policy == "restow", report.Replays > 0);
    }

    /// <summary>A million events with instances that die at random: every block is in one place, every request ends once.</summary>
    [Theory]
    [InlineData("llumnix", 1, 1)]
    [InlineData("restow/prefix", 2, 1.5)]
    public void Run_MillionEventsWithFailures_NoBlockIsLostOrUsedTwice(string policy, ulong seed, double turns)
    {
        var random = new SeededRandom(seed);
        InstanceFailure[] failures = [.. Enumerable.Range(0, 150).Select(i => new InstanceFailure(10 + (i * 20) + random.NextDouble(), random.Next(16), 1 + (20 * random.NextDouble())))];
        SimulationReport report = ServingSimulator.Run(
            new SimulationOptions { Policy = policy, Failures = failures, Jitter = 0.05, Seed = seed, Limits = new InstanceOptions { KeepsPrefixes = policy.EndsWith("prefix", StringComparison.Ordinal) }, VerifyEveryEvents = 997 },
            Workload.Create("l-l", new WorkloadOptions { Rate = 2.4, Requests = 9_000, TurnsPerSession = turns }).Value).Value;
        Assert.True(report.Events > 1_000_000, $"{report.Events} events");
        Assert.Equal(9_000, report.Outcomes.Values.Sum());
        Assert.True(report.Migrations > 100);
    }

    [Fact]
    public void Run_AutoScaling_DrainsWithoutLosingARequest()
    {
        var scaling = new AutoScalingOptions { Max = 8 };
        SimulationReport report = ServingSimulator.Run(Busy with { Policy = "llumnix", Scaling = scaling, StartUpSeconds = 10 }, Trace(3000, 1.2)).Value;
        Assert.Equal(3000, report.Outcomes["completed"]);
        Assert.InRange(report.InstancesMean, 1, 8);
    }

    [Fact]
    public void Run_EmptyTrace_IsEmpty() => Assert.Equal(0, ServingSimulator.Run(Busy, []).Value.Requests);

    [Fact]
    public void Run_UnknownPolicy_IsAFaultThatNamesTheKnown() =>
        Assert.Contains("llumnix", ServingSimulator.Run(Busy with { Policy = "best" }, []).Fault!.Remedy, StringComparison.Ordinal);

    /// <summary>A step allocates nothing: what is allocated belongs to requests, migrations and the report.</summary>
    [Fact]
    public void Run_ManySteps_AllocatesForRequestsAlone()
    {
        IReadOnlyList<ServingRequest> trace = Workload.Create("l-l", new WorkloadOptions { Rate = 2, Requests = 4000 }).Value;
        var options = new SimulationOptions { Policy = "infaas++", FragmentationSampleSeconds = 0 };
        ServingSimulator.Run(options, trace);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SimulationReport report = ServingSimulator.Run(options, trace).Value;
        double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)report.Steps;
        Assert.True(bytes < 16, $"{bytes:f1} bytes a step");
    }

    private static IReadOnlyList<ServingRequest> Trace(int requests, double rate = 0.75) =>
        Workload.Create("l-l", new WorkloadOptions { Rate = rate, Requests = requests }).Value;
}
