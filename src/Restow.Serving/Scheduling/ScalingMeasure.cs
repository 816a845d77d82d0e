namespace Restow.Serving.Scheduling;

/// <summary>What auto-scaling keeps in its range.</summary>
public enum ScalingMeasure
{
    /// <summary>
    /// The mean of the instances' freeness (paper, section 4.4.3); an instance without requests counts with its free blocks. One instance is
    /// started or drained at a time, the one with the fewest running requests.
    /// </summary>
    MeanOfInstances,

    /// <summary>
    /// The artifact: the free blocks of all instances together over all their requests. Instances are started until it is in the range;
    /// the last one is drained if the rest could hold its requests too; a drain is called off when load comes back.
    /// </summary>
    Totals,
}
