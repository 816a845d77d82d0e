using Restow.Kubernetes.Api;
using Restow.Packing.Snapshots.Api;

namespace Restow.Kubernetes.Cache;

/// <summary>One table for each collection that bears on placement.</summary>
internal sealed class ClusterTables
{
    public ClusterTables(Lock gate, Action<PodObject?, PodObject?> pod, Action<NodeObject?, NodeObject?> node, Action<ControllerObject?, ControllerObject?> controller, Action<ApiObject?, ApiObject?> storage, Action other)
    {
        Table<ControllerObject> Controllers(string kind) => new(ApiJson.Default.ControllerObject, gate, (before, after) =>
        {
            if (after is not null)
                after.Kind = kind;
            controller(before, after);
        });
        Pods = new Table<PodObject>(ApiJson.Default.PodObject, gate, pod);
        Nodes = new Table<NodeObject>(ApiJson.Default.NodeObject, gate, node);
        ReplicaSets = Controllers("ReplicaSet");
        StatefulSets = Controllers("StatefulSet");
        Jobs = Controllers("Job");
        Volumes = new Table<PersistentVolumeObject>(ApiJson.Default.PersistentVolumeObject, gate, storage);
        Claims = new Table<ClaimObject>(ApiJson.Default.ClaimObject, gate, storage);
        StorageClasses = new Table<StorageClassObject>(ApiJson.Default.StorageClassObject, gate, storage);
        CsiNodes = new Table<CsiNodeObject>(ApiJson.Default.CsiNodeObject, gate, (_, _) => other());
        Budgets = new Table<BudgetObject>(ApiJson.Default.BudgetObject, gate, (_, _) => other());
        PriorityClasses = new Table<PriorityClassObject>(ApiJson.Default.PriorityClassObject, gate, storage);
        Namespaces = new Table<NamespaceObject>(ApiJson.Default.NamespaceObject, gate, (_, _) => other());
    }

    public Table<PodObject> Pods { get; }

    public Table<NodeObject> Nodes { get; }

    public Table<ControllerObject> ReplicaSets { get; }

    public Table<ControllerObject> StatefulSets { get; }

    public Table<ControllerObject> Jobs { get; }

    public Table<PersistentVolumeObject> Volumes { get; }

    public Table<ClaimObject> Claims { get; }

    public Table<StorageClassObject> StorageClasses { get; }

    public Table<CsiNodeObject> CsiNodes { get; }

    public Table<BudgetObject> Budgets { get; }

    public Table<PriorityClassObject> PriorityClasses { get; }

    public Table<NamespaceObject> Namespaces { get; }

    public IEnumerable<ControllerObject> Controllers => ReplicaSets.All.Concat(StatefulSets.All).Concat(Jobs.All);

    /// <summary>Each collection and its table; pods last, as they refer to all others.</summary>
    public IEnumerable<(ApiResource Resource, ITable Table)> All(ApiVersions versions) =>
    [
        (ApiResource.Nodes, Nodes),
        (ApiResource.Namespaces, Namespaces),
        (ApiResource.PriorityClasses, PriorityClasses),
        (ApiResource.ReplicaSets, ReplicaSets),
        (ApiResource.StatefulSets, StatefulSets),
        (ApiResource.Jobs, Jobs),
        (ApiResource.Volumes, Volumes),
        (ApiResource.Claims, Claims),
        (ApiResource.StorageClasses, StorageClasses),
        (ApiResource.CsiNodes, CsiNodes),
        (ApiResource.Budgets(versions.Policy), Budgets),
        (ApiResource.Pods, Pods),
    ];
}
