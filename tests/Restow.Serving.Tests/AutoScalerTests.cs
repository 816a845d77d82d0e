using Restow.Serving.Engine;
using Restow.Serving.Llumlets;
using Restow.Serving.Scheduling;

namespace Restow.Serving.Tests;

/// <summary>One decision at a time, on reports made by hand.</summary>
public class AutoScalerTests
{
    private static readonly InstanceOptions Limits = new() { Blocks = 100, WatermarkFraction = 0 };
    private readonly RecordingCluster cluster = new();

    [Fact]
    public void Decide_TotalsFarBelowTheRange_StartsAsManyAsItTakes()
    {
        // 2 x 10 free blocks over 2 x 20 requests: 10 a request takes 400 free blocks, four more instances.
        AutoScaler scaler = Create(8, ScalingMeasure.Totals, Report(10, 20), Report(10, 20));
        scaler.Decide();
        Assert.Equal(["launch 2", "launch 3", "launch 4", "launch 5"], cluster.Calls);
        scaler.Decide();
        Assert.Equal(4, cluster.Calls.Count);
    }

    [Fact]
    public void Decide_MeanFarBelowTheRange_StartsOne()
    {
        Create(8, ScalingMeasure.MeanOfInstances, Report(10, 20), Report(10, 20)).Decide();
        Assert.Equal(["launch 2"], cluster.Calls);
    }

    [Theory]
    [InlineData(100, "drain 2")]
    [InlineData(60, null)]
    public void Decide_Totals_DrainsTheLastIfTheRestHoldsItsRequests(int freeOfTheLast, string? expected)
    {
        // 80 + 80 + 100 - 100 free blocks over two requests are 80 each; with 40 blocks more in use, 60: not above the range.
        Create(3, ScalingMeasure.Totals, Report(80, 1), Report(80, 1), Report(freeOfTheLast, freeOfTheLast == 100 ? 0 : 1)).Decide();
        Assert.Equal(expected is null ? [] : [expected], cluster.Calls);
    }

    [Fact]
    public void Decide_LoadComesBackWhileOneDrains_CallsTheDrainOff()
    {
        AutoScaler scaler = Create(3, ScalingMeasure.Totals, Report(90, 1), Report(90, 1), Report(100, 0));
        scaler.Decide();
        Assert.Equal(["drain 2"], cluster.Calls);
        cluster.Scheduler!.OnReport(0, Report(0, 20));
        cluster.Scheduler.OnReport(1, Report(0, 20));
        scaler.Decide();
        Assert.Equal(["drain 2", "cancel 2"], cluster.Calls);
        Assert.True(cluster.Scheduler.Instances[2].Available);
    }

    private static LoadReport Report(int free, int running) => new() { TotalBlocks = 100, FreeBlocks = free, Running = running };

    private AutoScaler Create(int capacity, ScalingMeasure measure, params LoadReport[] up)
    {
        ServingPolicy policy = ServingPolicies.Create("infaas++", new PolicyContext(LlumnixVariant.Artifact, 3, Limits, 1)).Value;
        var scheduler = new GlobalScheduler(capacity, policy, Limits, cluster);
        cluster.Scheduler = scheduler;
        for (int i = 0; i < up.Length; i++)
            scheduler.OnUp(i, up[i]);
        return new AutoScaler(scheduler, new AutoScalingOptions { Max = capacity, Measure = measure, EmptyFreeness = 100 });
    }

    private sealed class RecordingCluster : IServingCluster
    {
        public List<string> Calls { get; } = [];

        public GlobalScheduler? Scheduler { get; set; }

        public void Deliver(Sequence sequence, int instance) => Calls.Add($"deliver {instance}");

        public void Migrate(int source, int destination) => Calls.Add($"migrate {source}");

        public void Launch(int instance) => Calls.Add($"launch {instance}");

        public void Drain(int instance) => Calls.Add($"drain {instance}");

        public void CancelDrain(int instance) => Calls.Add($"cancel {instance}");
    }
}
