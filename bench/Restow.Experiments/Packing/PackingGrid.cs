using System.Globalization;

namespace Restow.Experiments.Packing;

/// <summary>The cells, methods and budgets of one run of the paper's evaluation.</summary>
internal sealed record PackingGrid(
    int[] Nodes, int[] PodsPerNode, int[] Priorities, double[] Utilisations, double[] Seconds, int Seeds, string[] Methods, bool WholeMegabytes)
{
    /// <summary>Cells in an order that shows something of everything early: seeds outermost.</summary>
    public IEnumerable<(PackingCell Cell, double Seconds)> Cells() =>
        from seconds in Seconds
        from nodes in Nodes
        from pods in PodsPerNode
        from priorities in Priorities
        from utilisation in Utilisations
        select (new PackingCell(nodes, pods, priorities, utilisation), seconds);
}

/// <summary>One cell of the grid.</summary>
internal sealed record PackingCell(int Nodes, int PodsPerNode, int Priorities, double Utilisation)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Nodes}x{PodsPerNode} p{Priorities} u{Utilisation:F2}");
}
