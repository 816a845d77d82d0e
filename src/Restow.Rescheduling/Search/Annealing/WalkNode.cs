namespace Restow.Rescheduling.Search.Annealing;

/// <summary>A NUMA node as the walk sees it: 16 bytes, so that a proposal reads one cache line of it.</summary>
internal struct WalkNode
{
    /// <summary>Free cores.</summary>
    public int Cores;

    /// <summary>Free memory, MB.</summary>
    public int Memory;

    /// <summary>Where its table of values starts.</summary>
    public int Table;

    public int Host;
}

/// <summary>A machine as the walk sees it: 32 bytes.</summary>
internal struct WalkVm
{
    /// <summary>Cores on each of its nodes.</summary>
    public int Cores;

    /// <summary>Memory on each of its nodes, MB.</summary>
    public int Memory;

    public int A;

    /// <summary>Second node, or -1.</summary>
    public int B;

    public int OriginA;

    public int OriginB;

    /// <summary>Its place in the list of displaced machines, or -1 at home.</summary>
    public int Slot;

    /// <summary>Whether pins, rules or maintenance concern it.</summary>
    public bool IsSpecial;
}
