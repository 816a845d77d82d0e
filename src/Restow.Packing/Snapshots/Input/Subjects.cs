namespace Restow.Packing.Snapshots.Input;

/// <summary>Objects as their users name them: <c>pod default/web-1</c>, <c>node n1</c>.</summary>
internal static class Subjects
{
    public static string Of(string kind, string name) => $"{Kind(kind)} {name}";

    public static string Of(string kind, string space, string name) => $"{Kind(kind)} {space}/{name}";

    private static string Kind(string kind) => kind switch
    {
        "PodDisruptionBudget" => "disruption budget",
        "PriorityClass" => "priority class",
        "PersistentVolume" => "persistent volume",
        "PersistentVolumeClaim" => "persistent volume claim",
        "StorageClass" => "storage class",
        "CSINode" => "CSI node",
        "ReplicaSet" => "replica set",
        "StatefulSet" => "stateful set",
        "DaemonSet" => "daemon set",
        _ => kind.ToLowerInvariant(),
    };
}
