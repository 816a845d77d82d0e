using System.Text;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>A trace's pods may name the GPU models that they run on. No kube-scheduler plug-in: clusters say this with node labels.</summary>
internal sealed class GpuModel : NodeRule
{
    public override string Name => "GpuModel";

    protected override bool Concerns(Cluster cluster, Pod pod) => pod.GpuModels.Count > 0;

    protected override void Key(StringBuilder key, Pod pod) => key.Texts(pod.GpuModels);

    protected override string? Rejects(Cluster cluster, Pod pod, Node node) =>
        pod.GpuModels.Contains(node.GpuModel) ? null : "node(s) didn't have the requested GPU model";
}
