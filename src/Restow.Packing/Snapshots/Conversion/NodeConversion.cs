using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;
using Restow.Packing.Snapshots.Input;

namespace Restow.Packing.Snapshots.Conversion;

/// <summary>Converts nodes.</summary>
internal static class NodeConversion
{
    public static Node Convert(NodeObject node, AmountReader amounts) => new()
    {
        Name = node.Name,
        Labels = (node.Metadata?.Labels).Present(),
        Taints = [.. (node.Spec?.Taints).Present().Select(t => new Taint(t.Key ?? "", t.Value ?? "", t.Effect ?? ""))],
        Unschedulable = node.Spec?.Unschedulable == true,

        // The API's own default: without allocatable all of the capacity is.
        Allocatable = amounts.OfNode(Subjects.Of("Node", node.Name), node.Status?.Allocatable ?? node.Status?.Capacity),
    };
}
