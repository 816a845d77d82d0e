using System.Text;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>Taints of effect NoSchedule and NoExecute keep off pods that do not tolerate them (plug-in TaintToleration).</summary>
internal sealed class TaintToleration : NodeRule
{
    public override string Name => "TaintToleration";

    protected override bool Applies(Cluster cluster) => cluster.Nodes.Any(node => node.Taints.Any(Tolerance.IsHard));

    // One toleration of everything, as DaemonSets of agents have, spares the look at any node.
    protected override bool Concerns(Cluster cluster, Pod pod) =>
        !pod.Tolerations.Any(t => t.Exists && t.Key.Length == 0 && t.Effect.Length == 0);

    protected override void Key(StringBuilder key, Pod pod) => key.Tolerations(pod.Tolerations);

    protected override string? Rejects(Cluster cluster, Pod pod, Node node) =>
        Tolerance.FirstUntolerated(pod.Tolerations, node) is { } taint ? $"node(s) had untolerated taint {{{taint.Key}: {taint.Value}}}" : null;
}
