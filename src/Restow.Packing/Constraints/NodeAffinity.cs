using System.Text;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>nodeSelector and required node affinity (plug-in NodeAffinity).</summary>
internal sealed class NodeAffinity : NodeRule
{
    public override string Name => "NodeAffinity";

    protected override bool Concerns(Cluster cluster, Pod pod) => pod.NodeSelector.Count > 0 || pod.NodeAffinity is not null;

    protected override void Key(StringBuilder key, Pod pod) => key.Map(pod.NodeSelector).NodeTerms(pod.NodeAffinity);

    protected override string? Rejects(Cluster cluster, Pod pod, Node node) =>
        NodeMatching.MatchesRequired(pod, node) ? null : "node(s) didn't match Pod's node affinity/selector";
}
