namespace Restow.Rescheduling.Model;

/// <summary>A virtual machine on one NUMA node, or in equal halves on two nodes of one host.</summary>
public sealed record Vm
{
    public required string Id { get; init; }

    /// <summary>Name of its flavour; for the reader only, what it needs is in <see cref="Cores"/> and <see cref="MemoryMb"/>.</summary>
    public string Type { get; init; } = "";

    /// <summary>Cores on each node it uses.</summary>
    public required int Cores { get; init; }

    /// <summary>Memory in MB on each node it uses.</summary>
    public required int MemoryMb { get; init; }

    /// <summary>Where it runs; its width is this pattern's.</summary>
    public required VmPlacement Placement { get; init; }

    /// <summary>Whether it may migrate at all.</summary>
    public bool AllowMigration { get; init; } = true;

    /// <summary>Indices of the only hosts it may migrate to; empty for all.</summary>
    public IReadOnlyList<int> PinnedTo { get; init; } = [];

    /// <summary>How fast it dirties memory, MB/s: a live migration sends those pages again.</summary>
    public double DirtyMbPerSecond { get; init; }

    /// <summary>Whether it uses two nodes.</summary>
    public bool IsDouble => Placement.IsDouble;

    /// <summary>Memory in MB over all its nodes: what a migration has to copy at least.</summary>
    public long TotalMemoryMb => IsDouble ? 2L * MemoryMb : MemoryMb;
}

/// <summary>The nodes that a virtual machine uses.</summary>
/// <param name="Host">Index of the host.</param>
/// <param name="NodeA">Index of its node in the host; the lower one when there are two.</param>
/// <param name="NodeB">Index of the second node, or -1.</param>
public readonly record struct VmPlacement(int Host, int NodeA, int NodeB = -1)
{
    public bool IsDouble => NodeB >= 0;

    /// <summary>Index of each node in the host.</summary>
    public int[] Nodes => IsDouble ? [NodeA, NodeB] : [NodeA];
}
