namespace Restow.Packing.Constraints;

/// <summary>The rules that every search obeys unless told otherwise, in kube-scheduler's order of evaluation.</summary>
internal static class DefaultConstraints
{
    public static IReadOnlyList<IConstraint> All { get; } =
    [
        new NodeUnschedulable(),
        new TaintToleration(),
        new NodeAffinity(),
        new GpuModel(),
        new VolumeBinding(),
        new VolumeZone(),
    ];
}
