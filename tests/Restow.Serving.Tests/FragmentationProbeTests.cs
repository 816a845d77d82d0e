using Restow.Serving.Engine;
using Restow.Serving.Simulation;

namespace Restow.Serving.Tests;

public class FragmentationProbeTests
{
    private static readonly InstanceOptions Limits = new() { Blocks = 20, BlockTokens = 4, WatermarkFraction = 0 };

    /// <summary>Two instances with 8 blocks free each; a head that needs 12 fits on none, though 16 are free.</summary>
    [Fact]
    public void Sample_HeadFitsOnNoInstanceButInAll_CountsItsDemand()
    {
        var probe = new FragmentationProbe();
        LocalScheduler blocked = Running(12);
        blocked.Enqueue(new Sequence(new ServingRequest(1, 1, 48, 5)), 2);
        probe.Sample([blocked, Running(12)]);
        Assert.Equal(12 / 40.0, probe.Mean);
        Assert.Equal(0.5, probe.BlockedMean);
    }

    [Fact]
    public void Sample_DemandBeyondAllFreeMemory_IsNoFragmentation()
    {
        var probe = new FragmentationProbe();
        LocalScheduler blocked = Running(12);
        blocked.Enqueue(new Sequence(new ServingRequest(1, 1, 72, 5)), 2);
        probe.Sample([blocked, Running(12)]);
        Assert.Equal(0, probe.Mean);
        Assert.Equal(0.5, probe.BlockedMean);
    }

    private static LocalScheduler Running(int blocks)
    {
        var scheduler = new LocalScheduler(0, Limits, new FirstComeFirstServed());
        scheduler.Enqueue(new Sequence(new ServingRequest(0, 0, blocks * 4, 5)), 0);
        scheduler.PlanStep(0);
        scheduler.CompleteStep(1, []);
        return scheduler;
    }
}
