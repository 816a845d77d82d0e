namespace Restow.Packing.Model;

/// <summary>
/// A snapshot of a cluster: what the packer plans on. Nodes and pods are addressed by their index in the lists, everywhere
/// in this package.
/// </summary>
/// <remarks>Immutable. <see cref="SourceName"/> is the file or address that it came from, for messages.</remarks>
public sealed record Cluster
{
    public required string SourceName { get; init; }

    public required IReadOnlyList<Node> Nodes { get; init; }

    public required IReadOnlyList<Pod> Pods { get; init; }

    public IReadOnlyList<DisruptionBudget> Budgets { get; init; } = [];

    public IReadOnlyDictionary<string, PersistentVolume> Volumes { get; init; } = new Dictionary<string, PersistentVolume>();

    /// <summary>Claims by <c>namespace/name</c>.</summary>
    public IReadOnlyDictionary<string, PersistentVolumeClaim> Claims { get; init; } = new Dictionary<string, PersistentVolumeClaim>();

    public IReadOnlyDictionary<string, StorageClass> StorageClasses { get; init; } = new Dictionary<string, StorageClass>();

    public IReadOnlyDictionary<string, CsiNode> CsiNodes { get; init; } = new Dictionary<string, CsiNode>();

    /// <summary>Labels of each namespace the snapshot has.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Namespaces { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>Remarks on what was read but could not be used, for the user.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The index of a node by its name.</summary>
    public IReadOnlyDictionary<string, int> NodeIndex => nodeIndex ??= BuildNodeIndex();

    private Dictionary<string, int>? nodeIndex;

    /// <summary>The node index each pod is bound to; -1 while pending.</summary>
    public int[] InitialAssignment()
    {
        var assignment = new int[Pods.Count];
        for (int i = 0; i < assignment.Length; i++)
            assignment[i] = Pods[i].NodeName is { } name && NodeIndex.TryGetValue(name, out int node) ? node : -1;
        return assignment;
    }

    private Dictionary<string, int> BuildNodeIndex()
    {
        var index = new Dictionary<string, int>(Nodes.Count, StringComparer.Ordinal);
        for (int i = 0; i < Nodes.Count; i++)
            index[Nodes[i].Name] = i;
        return index;
    }
}
