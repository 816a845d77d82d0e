namespace Restow.Rescheduling.Search.Patterns;

/// <summary>A node as patterns see it: room for machines that may move, and how many of each kind are there now.</summary>
/// <param name="Cores">Cores that machines which may not move leave.</param>
/// <param name="Memory">Memory units that they leave.</param>
/// <param name="Value">The objective's value of 0, 1, ... free cores.</param>
/// <param name="Now">Machines of each kind; of a kind on two nodes the halves, on relaxed nodes only.</param>
internal sealed record NodeShape(int Cores, int Memory, long[] Value, int[] Now);

/// <summary>
/// Hosts that are the same to a pattern: capacity, machines that may not move, and the multiset of those that may. A host of one or two nodes is one unit; a
/// host of more is relaxed to its nodes, each a unit of its own, on which the halves of a machine lie independently of each other.
/// </summary>
internal sealed class HostClass
{
    public required NodeShape[] Nodes { get; init; }

    /// <summary>Machines of each kind that lie on both nodes; empty on a relaxed node.</summary>
    public required int[] Doubles { get; init; }

    /// <summary>Whether this is one node of a host of more than two.</summary>
    public required bool IsRelaxed { get; init; }

    /// <summary>Whether the host has to be emptied.</summary>
    public required bool Maintenance { get; init; }

    /// <summary>Value when no machine is left; 0 where one may not move.</summary>
    public required double EmptyValue { get; init; }

    /// <summary>The first node of each unit, and its second one or -1, in the order of <see cref="Nodes"/>.</summary>
    public List<(int First, int Second)> Units { get; } = [];

    /// <summary>Value of the present contents.</summary>
    public double ValueNow { get; set; }

    public int Count => Units.Count;
}
