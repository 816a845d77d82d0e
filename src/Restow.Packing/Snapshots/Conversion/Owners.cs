using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;
using Restow.Packing.Snapshots.Input;

namespace Restow.Packing.Snapshots.Conversion;

/// <summary>Follows controllers upwards: Pod, ReplicaSet, Deployment, as far as the snapshot shows them.</summary>
internal sealed class Owners
{
    private const string NodeKind = "Node";

    private readonly Dictionary<(string Namespace, string Kind, string Name), ControllerObject> controllers = [];
    private readonly Findings findings;

    public Owners(IEnumerable<ControllerObject> given, Findings findings)
    {
        this.findings = findings;
        foreach (ControllerObject item in given)
        {
            if (!controllers.TryAdd((item.Namespace, item.Kind, item.Name), item))
                findings.Report(Subjects.Of(item.Kind, item.Namespace, item.Name), "it is in the snapshot twice", "export the cluster once, into one file");
        }
    }

    /// <summary>The replicas that a pod's direct controller wants; <c>null</c> when the snapshot does not say.</summary>
    public int? Replicas(string space, WorkloadReference workload, string controllerName) =>
        controllers.TryGetValue((space, workload.ControllerKind, controllerName), out ControllerObject? item) ? item.Spec?.Replicas : null;

    public static bool IsOwnedByNode(PodObject pod) => Controller(pod.Metadata)?.Kind == NodeKind;

    /// <summary>The name of a pod's direct controller; empty for none.</summary>
    public static string ControllerName(PodObject pod) => Controller(pod.Metadata)?.Name ?? "";

    public WorkloadReference? WorkloadOf(string subject, PodObject pod)
    {
        if (Controller(pod.Metadata) is not { Kind: not NodeKind } direct)
            return null;
        OwnerReference top = direct;
        var visited = new HashSet<(string?, string?)> { (direct.Kind, direct.Name) };
        while (controllers.TryGetValue((pod.Namespace, top.Kind ?? "", top.Name ?? ""), out ControllerObject? item)
            && Controller(item.Metadata) is { } above)
        {
            if (!visited.Add((above.Kind, above.Name)))
            {
                findings.Report(subject, $"its owners form a cycle at {Subjects.Of(above.Kind ?? "", above.Name ?? "")}", "correct ownerReferences, or leave replicasets out of the export");
                break;
            }

            top = above;
        }

        IReadOnlyDictionary<string, string?> labels = pod.Metadata?.Labels ?? [];
        string hash = labels.GetValueOrDefault("pod-template-hash") ?? labels.GetValueOrDefault("controller-revision-hash") ?? "";
        string uid = direct.Uid is { Length: > 0 } given ? given : direct.Name ?? "";
        return new WorkloadReference(top.Kind ?? "", top.Name ?? "", direct.Kind ?? "", uid, hash);
    }

    private static OwnerReference? Controller(ObjectMeta? metadata) =>
        (metadata?.OwnerReferences).Present().FirstOrDefault(owner => owner.Controller == true);
}
