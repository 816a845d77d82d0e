namespace Restow.Rescheduling.Model;

/// <summary>Hosts and the virtual machines on them, at one moment. Immutable; lists are referred to by index.</summary>
public sealed record Fleet
{
    /// <summary>The file or address it was read from, for messages.</summary>
    public required string SourceName { get; init; }

    public required IReadOnlyList<Host> Hosts { get; init; }

    public required IReadOnlyList<Vm> Vms { get; init; }

    /// <summary>Which machines must not share a host, and which must.</summary>
    public IReadOnlyList<PlacementRule> Rules { get; init; } = [];

    /// <summary>What the reader repaired or could not use, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A physical machine.</summary>
public sealed record Host
{
    public required string Id { get; init; }

    /// <summary>Its NUMA nodes, 1 to 8.</summary>
    public required IReadOnlyList<NumaNode> Nodes { get; init; }

    /// <summary>Whether it is to be emptied: nothing migrates to it, and room on it counts for nothing.</summary>
    public bool Maintenance { get; init; }

    /// <summary>Rack or zone, for the reader; empty when unknown.</summary>
    public string Rack { get; init; } = "";
}

/// <summary>A NUMA node's capacity for virtual machines.</summary>
/// <param name="Cores">Cores.</param>
/// <param name="MemoryMb">Memory (huge pages) in MB.</param>
public readonly record struct NumaNode(int Cores, int MemoryMb);
