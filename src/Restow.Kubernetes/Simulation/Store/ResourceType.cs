namespace Restow.Kubernetes.Simulation.Store;

/// <summary>A resource that the simulated API serves.</summary>
/// <param name="Group">API group, empty for the core.</param>
/// <param name="Plural">Its name in paths.</param>
/// <param name="Namespaced">Whether its objects live in namespaces.</param>
/// <param name="Subresources">Names below an object that can be asked for.</param>
internal sealed record ResourceType(string Group, string Version, string Kind, string Plural, bool Namespaced, string[] ShortNames, string[] Subresources)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>As error messages name it: <c>deployments.apps</c>.</summary>
    public string Qualified => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Whether its status is written through a path of its own, and left alone by other writes.</summary>
    public bool HasStatus => Subresources.Contains("status");

    public override string ToString() => Qualified;
}

/// <summary>Every resource there is.</summary>
internal static class ResourceTypes
{
    public static readonly ResourceType Namespaces = Core("Namespace", "namespaces", false, "ns", "status");
    public static readonly ResourceType Nodes = Core("Node", "nodes", false, "no", "status");
    public static readonly ResourceType Pods = Core("Pod", "pods", true, "po", "status", "binding", "eviction");
    public static readonly ResourceType Events = Core("Event", "events", true, "ev");
    public static readonly ResourceType ReplicaSets = Apps("ReplicaSet", "replicasets", "rs", "status", "scale");
    public static readonly ResourceType Deployments = Apps("Deployment", "deployments", "deploy", "status", "scale");
    public static readonly ResourceType Budgets = new("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", true, ["pdb"], ["status"]);
    public static readonly ResourceType PriorityClasses = new("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", false, ["pc"], []);
    public static readonly ResourceType Volumes = Core("PersistentVolume", "persistentvolumes", false, "pv", "status");
    public static readonly ResourceType Claims = Core("PersistentVolumeClaim", "persistentvolumeclaims", true, "pvc", "status");
    public static readonly ResourceType StorageClasses = new("storage.k8s.io", "v1", "StorageClass", "storageclasses", false, ["sc"], []);
    public static readonly ResourceType CsiNodes = new("storage.k8s.io", "v1", "CSINode", "csinodes", false, [], []);

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Namespaces, Nodes, Pods, Events, ReplicaSets, Deployments, Budgets, PriorityClasses, Volumes, Claims, StorageClasses, CsiNodes,
        Core("ConfigMap", "configmaps", true, "cm"),
        Core("Secret", "secrets", true, ""),
        Core("Service", "services", true, "svc", "status"),
        Core("ServiceAccount", "serviceaccounts", true, "sa"),
        Core("ReplicationController", "replicationcontrollers", true, "rc", "status"),
        Apps("StatefulSet", "statefulsets", "sts", "status", "scale"),
        Apps("DaemonSet", "daemonsets", "ds", "status"),
        new("batch", "v1", "Job", "jobs", true, [], ["status"]),
        new("batch", "v1", "CronJob", "cronjobs", true, ["cj"], ["status"]),
        new("coordination.k8s.io", "v1", "Lease", "leases", true, [], []),
    ];

    public static ResourceType? Find(string group, string version, string plural) =>
        All.FirstOrDefault(type => type.Plural == plural && type.Group == group && type.Version == version);

    private static ResourceType Core(string kind, string plural, bool namespaced, string shortName, params string[] subresources) =>
        new("", "v1", kind, plural, namespaced, shortName.Length == 0 ? [] : [shortName], subresources);

    private static ResourceType Apps(string kind, string plural, string shortName, params string[] subresources) =>
        new("apps", "v1", kind, plural, true, [shortName], subresources);
}
