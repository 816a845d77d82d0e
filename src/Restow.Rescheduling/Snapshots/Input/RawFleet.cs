using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>A fleet as a file says it is: nothing is checked yet.</summary>
/// <param name="Source">The file, for messages.</param>
internal sealed record RawFleet(string Source)
{
    public List<RawHost> Hosts { get; } = [];

    public List<RawVm> Vms { get; } = [];

    public List<RawRule> Rules { get; } = [];

    /// <summary>What the reader left out on purpose, a sentence each.</summary>
    public List<string> Notes { get; } = [];
}

/// <summary>A host; amounts may be anything that a number can be.</summary>
/// <param name="Id">Its name; may be empty.</param>
/// <param name="Nodes">Its NUMA nodes.</param>
internal sealed record RawHost(string Id, IReadOnlyList<RawNode> Nodes)
{
    /// <summary>Cores of the whole host; NaN when the file has no such figure.</summary>
    public double Cores { get; init; } = double.NaN;

    /// <summary>Memory in MB of the whole host; NaN when the file has no such figure.</summary>
    public double MemoryMb { get; init; } = double.NaN;

    public bool Maintenance { get; init; }

    /// <summary>A status that the reader does not know; <c>null</c> for none.</summary>
    public string? UnknownStatus { get; init; }

    public string Rack { get; init; } = "";
}

/// <summary>A NUMA node of a host, or what a machine takes on it.</summary>
internal readonly record struct RawNode(double Number, double Cores, double MemoryMb);

/// <summary>A virtual machine.</summary>
/// <param name="Id">Its name; may be empty.</param>
/// <param name="Host">Name of its host; may be unknown.</param>
/// <param name="Nodes">What it takes on each node; empty when that is not known.</param>
internal sealed record RawVm(string Id, string Host, IReadOnlyList<RawNode> Nodes)
{
    public string Type { get; init; } = "";

    public bool AllowMigration { get; init; } = true;

    public IReadOnlyList<string> PinnedTo { get; init; } = [];

    public double DirtyMbPerSecond { get; init; }

    /// <summary>Why <see cref="Nodes"/> is empty, for the message.</summary>
    public string UnknownSize { get; init; } = "it does not say what it takes on which NUMA node";
}

/// <summary>A rule about machines by name.</summary>
internal sealed record RawRule(string Name, RuleKind Kind, bool IsHard, IReadOnlyList<string> Vms);
