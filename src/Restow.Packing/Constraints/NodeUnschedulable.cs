using System.Text;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>Cordoned nodes take only pods that tolerate <c>node.kubernetes.io/unschedulable</c> (plug-in NodeUnschedulable).</summary>
internal sealed class NodeUnschedulable : NodeRule
{
    private static readonly Taint Cordon = new("node.kubernetes.io/unschedulable", "", Tolerance.NoSchedule);

    public override string Name => "NodeUnschedulable";

    protected override bool Applies(Cluster cluster) => cluster.Nodes.Any(node => node.Unschedulable);

    protected override bool Concerns(Cluster cluster, Pod pod) => !Tolerance.Tolerates(pod.Tolerations, Cordon);

    protected override void Key(StringBuilder key, Pod pod)
    {
        // Every pod that gets here is refused by the same nodes.
    }

    protected override string? Rejects(Cluster cluster, Pod pod, Node node) => node.Unschedulable ? "node(s) were unschedulable" : null;
}
