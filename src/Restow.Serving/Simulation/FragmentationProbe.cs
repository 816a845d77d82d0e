using Restow.Serving.Engine;

namespace Restow.Serving.Simulation;

/// <summary>
/// Memory that is free but useless for being scattered (paper section 6.3): the demand of blocked heads of queues, smallest
/// first, as far as the free memory of all instances together would satisfy it, as a part of all memory.
/// </summary>
internal sealed class FragmentationProbe
{
    private readonly List<int> demands = [];
    private double sum;
    private double blockedSum;

    public int Samples { get; private set; }

    public double Mean => Samples == 0 ? 0 : sum / Samples;

    /// <summary>The part of the instances whose queue's head waits for memory.</summary>
    public double BlockedMean => Samples == 0 ? 0 : blockedSum / Samples;

    public void Sample(IEnumerable<LocalScheduler> instances)
    {
        demands.Clear();
        long free = 0;
        long total = 0;
        int count = 0;
        foreach (LocalScheduler instance in instances)
        {
            InstanceOptions limits = instance.Pool.Options;
            total += limits.Blocks;
            count++;
            free += Math.Max(0, instance.Pool.Free - limits.WatermarkBlocks);
            if (instance.Waiting.Count == 0)
                continue;
            int demand = limits.BlocksFor(instance.Waiting[0].Length);
            if (!instance.Pool.Fits(demand))
                demands.Add(demand);
        }

        demands.Sort();
        long useless = 0;
        foreach (int demand in demands)
        {
            if (useless + demand > free)
                break;
            useless += demand;
        }

        if (total == 0)
            return;
        Samples++;
        sum += (double)useless / total;
        blockedSum += (double)demands.Count / count;
    }
}
