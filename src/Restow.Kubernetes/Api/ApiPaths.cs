namespace Restow.Kubernetes.Api;

/// <summary>A collection of the API: where it is and what it is called.</summary>
/// <param name="Root"><c>/api/v1</c> or <c>/apis/GROUP/VERSION</c>.</param>
/// <param name="Plural">Its name in paths.</param>
internal sealed record ApiResource(string Root, string Plural)
{
    public static ApiResource Nodes { get; } = new("/api/v1", "nodes");

    public static ApiResource Pods { get; } = new("/api/v1", "pods");

    public static ApiResource Namespaces { get; } = new("/api/v1", "namespaces");

    public static ApiResource Volumes { get; } = new("/api/v1", "persistentvolumes");

    public static ApiResource Claims { get; } = new("/api/v1", "persistentvolumeclaims");

    public static ApiResource ConfigMaps { get; } = new("/api/v1", "configmaps");

    public static ApiResource Events { get; } = new("/api/v1", "events");

    public static ApiResource PriorityClasses { get; } = new("/apis/scheduling.k8s.io/v1", "priorityclasses");

    public static ApiResource StorageClasses { get; } = new("/apis/storage.k8s.io/v1", "storageclasses");

    public static ApiResource CsiNodes { get; } = new("/apis/storage.k8s.io/v1", "csinodes");

    public static ApiResource ReplicaSets { get; } = new("/apis/apps/v1", "replicasets");

    public static ApiResource StatefulSets { get; } = new("/apis/apps/v1", "statefulsets");

    public static ApiResource Jobs { get; } = new("/apis/batch/v1", "jobs");

    public static ApiResource Leases { get; } = new("/apis/coordination.k8s.io/v1", "leases");

    /// <summary>Disruption budgets in the version that the server has.</summary>
    public static ApiResource Budgets(string policyVersion) => new($"/apis/{policyVersion}", "poddisruptionbudgets");

    /// <summary>All of them, in all namespaces.</summary>
    public string All => $"{Root}/{Plural}";

    public string In(string space) => $"{Root}/namespaces/{Uri.EscapeDataString(space)}/{Plural}";

    public string Of(string space, string name) => $"{In(space)}/{Uri.EscapeDataString(name)}";

    public override string ToString() => Plural;
}
