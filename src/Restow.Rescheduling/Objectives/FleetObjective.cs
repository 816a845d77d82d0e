using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Objectives;

/// <summary>
/// What makes a fleet good, as a whole number that is a sum over hosts, more is better. A host's value is the sum over its nodes of a function of free
/// cores and one of free memory, a weight for every chunk that spans two of its nodes, and a weight for being empty: enough for every goal
/// that is offered, and simple enough that an exact method can price it.
/// </summary>
public abstract record FleetObjective
{
    /// <summary>What is counted, in the plural: <c>slots of 16 cores</c>.</summary>
    public abstract string Unit { get; }

    /// <summary>Value of <paramref name="free"/> cores on a node of this size.</summary>
    public virtual long OfCores(NumaNode node, int free) => 0;

    /// <summary>MB of a memory chunk; 0 when memory has no value.</summary>
    public virtual int MemoryChunkMb => 0;

    /// <summary>Value of one free memory chunk on a node.</summary>
    public virtual long MemoryChunkValue => 0;

    /// <summary>Cores on each of two nodes of a chunk that spans them; 0 when there is none.</summary>
    public virtual int SpanCores => 0;

    /// <summary>Value of one free chunk that spans two nodes.</summary>
    public virtual long SpanValue => 0;

    /// <summary>Value of a host without virtual machines.</summary>
    public virtual long EmptyHostValue => 0;
}
