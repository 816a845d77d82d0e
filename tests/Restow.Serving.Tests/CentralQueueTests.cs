using Restow.Serving.Simulation;

namespace Restow.Serving.Tests;

public class CentralQueueTests
{
    [Fact]
    public void Stall_Busy_WaitsForThoseBefore()
    {
        var queue = new CentralQueue(10);
        Assert.Equal(200_000, queue.Stall(0, 20));
        Assert.Equal(200_000 + 100_000 - 50_000, queue.Stall(50_000, 10));
        Assert.Equal(10_000, queue.Stall(1_000_000, 1));
    }

    /// <summary>A closed queue: beyond 1 + step / decision instances, each further one adds its decision to every step.</summary>
    [Theory]
    [InlineData(5, 1)]
    [InlineData(30, 20)]
    public void Stall_InstancesBeyondSaturation_AddTheirDecisionToEveryStep(int instances, int expectedMs)
    {
        var queue = new CentralQueue(1000);
        var ready = new long[instances];
        for (int round = 0; round < 100; round++)
        {
            foreach (int i in Enumerable.Range(0, instances).OrderBy(i => ready[i]).ToArray())
                ready[i] += queue.Stall(ready[i], 1) + 10_000_000;
        }

        Assert.InRange(queue.StallsMs[^1], expectedMs - 1, expectedMs + 1);
    }
}
