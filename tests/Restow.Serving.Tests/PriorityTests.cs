using Restow.Serving.Engine;
using Restow.Serving.Llumlets;
using Restow.Serving.Migration;
using Restow.Serving.Workloads;

namespace Restow.Serving.Tests;

/// <summary>Where high-priority requests go, and that they stay there.</summary>
public class PriorityTests
{
    private static readonly LoadReport WithHigh = new() { TotalBlocks = 100, FreeBlocks = 95, Running = 1, High = 1 };
    private static readonly LoadReport FullOfHigh = new() { TotalBlocks = 100, FreeBlocks = 40, Running = 4, High = 4 };
    private static readonly LoadReport Normal = new() { TotalBlocks = 100, FreeBlocks = 90, Running = 1 };

    [Theory]
    [InlineData(HighPriorityPlacement.ShareBelowTarget, true, false)]
    [InlineData(HighPriorityPlacement.Gather, true, true)]
    [InlineData(HighPriorityPlacement.Scatter, false, false)]
    public void ForDispatch_High_PrefersInstancesWithHighAsPlaced(HighPriorityPlacement placement, bool whileBelowTarget, bool whenFull)
    {
        var freeness = new Freeness(LlumnixVariant.Artifact, HighTargetBlocks: 10) { HighPlacement = placement };
        double without = freeness.ForDispatch(Normal, priority: RequestPriority.High);
        Assert.Equal(whileBelowTarget, freeness.ForDispatch(WithHigh, priority: RequestPriority.High) > without);
        Assert.Equal(whenFull, freeness.ForDispatch(FullOfHigh, priority: RequestPriority.High) > without);
    }

    [Fact]
    public void ForDispatch_Normal_KeepsClearOfHigh()
    {
        var freeness = new Freeness(LlumnixVariant.Artifact, HighTargetBlocks: 10);
        Assert.True(freeness.ForDispatch(FullOfHigh) < 0);
        Assert.True(freeness.ForDispatch(FullOfHigh) < freeness.ForDispatch(Normal));
    }

    [Fact]
    public void Choose_NormalOnly_HighMovesFromADrainingInstanceAlone()
    {
        LocalScheduler scheduler = new(0, new InstanceOptions(), new FirstComeFirstServed());
        var choice = new NormalOnly(new LatestArrival());
        Start(scheduler, new ServingRequest(0, 0, 10, 5) { ExecutionPriority = RequestPriority.High });
        Assert.Null(choice.Choose(scheduler, draining: false));
        Assert.Equal(0, choice.Choose(scheduler, draining: true)!.Request.Id);
        Start(scheduler, new ServingRequest(1, 1, 10, 5));
        Assert.Equal(1, choice.Choose(scheduler, draining: false)!.Request.Id);
    }

    [Fact]
    public void Run_HighPriority_IsServedFasterAndCostsOthersLittle()
    {
        IReadOnlyList<ServingRequest> trace = Workload.Create("s-s", new WorkloadOptions { Rate = 26, Cv = 4, HighPart = 0.1 }).Value;
        var options = new SimulationOptions { Variant = LlumnixVariant.Artifact };
        SimulationReport without = ServingSimulator.Run(options with { IgnorePriorities = true }, trace).Value;
        SimulationReport with = ServingSimulator.Run(options, trace).Value;
        SimulationReport moving = ServingSimulator.Run(options with { HighMigrates = true }, trace).Value;
        Assert.True(with.High!.Request.Mean < 0.85 * without.High!.Request.Mean);
        Assert.True(with.Normal!.Request.Mean < 1.1 * without.Normal!.Request.Mean);
        Assert.True(moving.Normal!.Request.Mean > 1.1 * with.Normal.Request.Mean);
    }

    [Fact]
    public void ForDispatch_StepHeadroom_ClosesByRequestsNotByMemory()
    {
        // Steps of 10 ms and 1 for each request; the longest is 14.
        var steps = new StepHeadroom(new LatencyModel { DecodeFixed = 10, DecodePerSequence = 1 }, 16) { MeanMs = 14.1 / 0.85 };
        var freeness = new Freeness(LlumnixVariant.Artifact, HighTargetBlocks: 10) { Steps = steps };
        LoadReport long1 = new() { TotalBlocks = 100, FreeBlocks = 40, Running = 1, High = 1, HighBlocks = 60 };
        LoadReport many = long1 with { FreeBlocks = 80, Running = 4, HighBlocks = 2 };
        Assert.True(freeness.ForDispatch(long1) > 0);
        Assert.True(freeness.ForDispatch(many) < 0);
        Assert.True(freeness.ForMigration(many) > 0);
        Assert.True(freeness.ForMigration(many with { Running = 5 }) < 0);
    }

    [Fact]
    public void Gathers_StepHeadroom_OnlyWhereNobodyWaitsAndHighOnesAreFew()
    {
        var steps = new StepHeadroom(new LatencyModel { DecodeFixed = 10, DecodePerSequence = 1 }, 16) { MeanMs = 14.1 / 0.85 };
        LoadReport three = new() { TotalBlocks = 100, FreeBlocks = 40, Running = 9, High = 3 };
        Assert.True(steps.Gathers(three, 0));
        Assert.False(steps.Gathers(three with { High = 4 }, 0));
        Assert.False(steps.Gathers(three with { High = 0 }, 0));
        Assert.False(steps.Gathers(three with { Waiting = 1 }, 0));
        Assert.False(steps.Gathers(three, 1));
    }

    [Fact]
    public void LongestMs_FollowsTheMeanButNotBelowTheFixedPart()
    {
        var steps = new StepHeadroom(new LatencyModel { DecodeFixed = 10 }, 16);
        Assert.Equal(11, steps.LongestMs, 1e-9);
        steps.MeanMs = 20;
        Assert.Equal(17, steps.LongestMs, 1e-9);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Run_RestowWithPriorities_NormalRequestsPayAtMostFivePercent(double cv)
    {
        IReadOnlyList<ServingRequest> trace = Workload.Create("s-s", new WorkloadOptions { Rate = 26, Cv = cv, HighPart = 0.1 }).Value;
        var options = new SimulationOptions { Policy = "restow", Variant = LlumnixVariant.Artifact };
        SimulationReport without = ServingSimulator.Run(options with { IgnorePriorities = true }, trace).Value;
        SimulationReport with = ServingSimulator.Run(options, trace).Value;
        Assert.True(with.Normal!.Request.Mean < 1.05 * without.Normal!.Request.Mean);
        Assert.True(with.High!.Request.Mean < 0.92 * without.High!.Request.Mean);
    }

    private static void Start(LocalScheduler scheduler, ServingRequest request)
    {
        scheduler.Enqueue(new Sequence(request), 0);
        scheduler.PlanStep(0);
        scheduler.CompleteStep(1, []);
    }
}
