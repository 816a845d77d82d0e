using System.Globalization;

using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;
using Restow.Packing.Snapshots.Input;

namespace Restow.Packing.Snapshots.Conversion;

/// <summary>Converts pods.</summary>
internal sealed class PodConversion(EffectiveRequests requests, Priorities priorities, Owners owners, Storage storage)
{
    public Pod Convert(PodObject pod)
    {
        string subject = Subjects.Of("Pod", pod.Namespace, pod.Name);
        PodSpec spec = pod.Spec ?? new PodSpec();
        PodStatus status = pod.Status ?? new PodStatus();
        ObjectMeta metadata = pod.Metadata!;
        IReadOnlyDictionary<string, string> labels = metadata.Labels.Present();
        var unevaluated = new List<string>();
        (int priority, bool never) = priorities.Of(spec);
        (IReadOnlyList<string> claims, bool isLocal) = storage.Of(pod, unevaluated);
        string? node = Named(spec.NodeName);
        NodeAffinityObject? nodeAffinity = spec.Affinity?.NodeAffinity;
        return new Pod
        {
            Namespace = pod.Namespace,
            Name = pod.Name,
            Uid = metadata.Uid ?? "",
            Labels = labels,
            Annotations = metadata.Annotations.Present(),
            NodeName = node,
            NominatedNodeName = node is null ? Named(status.NominatedNodeName) : null,
            Requests = requests.Of(subject, pod),
            Priority = priority,
            NeverPreempts = never,
            Tolerations = PodRules.Tolerations(spec, unevaluated),
            NodeSelector = spec.NodeSelector.Present(),
            NodeAffinity = Selectors.Convert(nodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution, unevaluated),
            PreferredNodeAffinity = PodRules.Preferred(nodeAffinity, unevaluated),
            Affinity = PodRules.Required(spec.Affinity?.PodAffinity, labels, unevaluated),
            AntiAffinity = PodRules.Required(spec.Affinity?.PodAntiAffinity, labels, unevaluated),
            PreferredAffinity = PodRules.Preferred(spec.Affinity, labels, unevaluated),
            Spread = PodRules.Spread(spec, labels, unevaluated),
            HostPorts = PodRules.HostPorts(spec),
            Claims = claims,
            HasLocalStorage = isLocal,
            HasResourceClaims = spec.ResourceClaims.Present().Any(),
            Workload = owners.WorkloadOf(subject, pod),
            IsStatic = IsMirror(metadata) || Owners.IsOwnedByNode(pod),
            Created = Time(metadata.CreationTimestamp),
            SchedulerName = Named(spec.SchedulerName) ?? "default-scheduler",
            Gated = spec.SchedulingGates.Present().Any(),
            Terminating = Named(metadata.DeletionTimestamp) is not null,
            Starting = node is not null && status.Phase == "Pending",
            Ready = IsReady(status, node),
            Unevaluated = unevaluated,
        };
    }

    /// <summary>Finished pods hold nothing.</summary>
    public static bool IsFinished(PodObject pod) => pod.Status?.Phase is "Succeeded" or "Failed";

    private static bool IsMirror(ObjectMeta metadata) => metadata.Annotations?.ContainsKey("kubernetes.io/config.mirror") == true;

    /// <summary>Conditions are in every exported pod; a pod written by hand without any is taken at its node's word.</summary>
    private static bool IsReady(PodStatus status, string? node) =>
        status.Conditions is null ? node is not null : status.Conditions.Present().Any(c => c is { Type: "Ready", Status: "True" });

    private static string? Named(string? name) => string.IsNullOrEmpty(name) ? null : name;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}
