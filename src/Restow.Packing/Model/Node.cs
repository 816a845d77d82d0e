namespace Restow.Packing.Model;

/// <summary>A node as its API object describes it.</summary>
public sealed record Node
{
    public required string Name { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = Empty.Strings;

    public IReadOnlyList<Taint> Taints { get; init; } = [];

    public bool Unschedulable { get; init; }

    /// <summary><c>status.allocatable</c> in base units. <c>pods</c> is one of them.</summary>
    public required Resources Allocatable { get; init; }

    /// <summary>The GPU model of a trace that has them; empty otherwise.</summary>
    public string GpuModel { get; init; } = "";
}
