namespace Restow.Packing.Constraints;

/// <summary>
/// The rules that every search obeys unless told otherwise, in the order of kube-scheduler's filters. Those about GPUs and
/// nominated pods, which are no plug-ins there, stand where the resources that they refine are checked.
/// </summary>
internal static class DefaultConstraints
{
    public static IReadOnlyList<IConstraint> All { get; } =
    [
        new NodeUnschedulable(),
        new TaintToleration(),
        new NodeAffinity(),
        new GpuModel(),
        new NodePorts(),
        new GpuDevices(),
        new NominatedRoom(),
        new VolumeRestrictions(),
        new NodeVolumeLimits(),
        new VolumeBinding(),
        new FreeVolumes(),
        new VolumeZone(),
        new PodTopologySpread(),
        new PodAffinity(),
        new PodAntiAffinity(),
    ];
}
