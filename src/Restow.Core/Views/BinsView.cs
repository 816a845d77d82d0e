namespace Restow.Core.Views;

/// <summary>Items in bins, before and after a plan: pods on nodes, virtual machines on hosts, requests on instances.</summary>
/// <param name="BinName">What a bin is, singular: <c>node</c>.</param>
/// <param name="ItemName">What an item is, singular: <c>pod</c>.</param>
/// <param name="Dimensions">What is scarce: <c>cpu</c>, <c>memory</c>.</param>
/// <param name="GroupTitle">What tells items apart by colour: <c>priority</c>.</param>
/// <param name="Groups">The groups, most important first.</param>
/// <param name="AreGroupsOrdered">Whether the groups have an order that colours should follow.</param>
/// <param name="Bins">The bins, in the input's order.</param>
public sealed record BinsView(
    string BinName,
    string ItemName,
    IReadOnlyList<string> Dimensions,
    string GroupTitle,
    IReadOnlyList<string> Groups,
    bool AreGroupsOrdered,
    IReadOnlyList<Bin> Bins)
{
    /// <summary>Whether an item can be in no bin at all; a picture leaves room for those.</summary>
    public bool CanWait { get; init; } = true;

    /// <summary>What a whole free piece is, in the plural: <c>free slots of 16 cores</c>; empty where pieces do not matter.</summary>
    public string PiecesName { get; init; } = "";

    /// <summary>The group of each item that is in no bin before.</summary>
    public IReadOnlyList<int> WaitingBefore { get; init; } = [];

    /// <summary>The group of each item that is in no bin after.</summary>
    public IReadOnlyList<int> WaitingAfter { get; init; } = [];
}

/// <summary>One bin and what is in it.</summary>
public sealed record Bin(string Name, IReadOnlyList<Segment> Before, IReadOnlyList<Segment> After)
{
    /// <summary>What the bin is a part of, as a NUMA node of its host; empty when it stands alone. Parts of one thing follow each other.</summary>
    public string Of { get; init; } = "";

    /// <summary>Share of the first dimension that is free in whole pieces, before and after; <c>null</c> where pieces do not matter.</summary>
    public (double Before, double After)? Whole { get; init; }

    /// <summary>The name with that of what it is a part of.</summary>
    public string FullName => Of.Length == 0 ? Name : $"{Of} / {Name}";

    /// <summary>Indices of the dimensions that the bin has nothing of, as a node without GPUs.</summary>
    public IReadOnlyList<int> Missing { get; init; } = [];

    /// <summary>How full the bin is, as a share of its capacity; above 1 where it is over-committed.</summary>
    public static double Fill(IReadOnlyList<Segment> segments, int dimension)
    {
        ArgumentNullException.ThrowIfNull(segments);
        double sum = 0;
        for (int i = 0; i < segments.Count; i++)
            sum += segments[i].Shares[dimension];
        return sum;
    }
}

/// <summary>An item in a bin.</summary>
/// <param name="Item">Its name.</param>
/// <param name="Group">The index of its group.</param>
/// <param name="Shares">For each dimension the share of the bin's capacity that it takes.</param>
/// <param name="Change">What the plan does to it.</param>
public sealed record Segment(string Item, int Group, IReadOnlyList<double> Shares, SegmentChange Change);

/// <summary>What a plan does to an item in a bin.</summary>
public enum SegmentChange
{
    /// <summary>It stays.</summary>
    None,

    /// <summary>It moves: away, seen before the plan; here, seen after it.</summary>
    Moved,

    /// <summary>It waited and has its place now.</summary>
    Placed,

    /// <summary>It leaves for good.</summary>
    Evicted,
}
