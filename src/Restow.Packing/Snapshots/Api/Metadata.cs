namespace Restow.Packing.Snapshots.Api;

// The parts of the Kubernetes API that placement depends on, named as the API names them. Whatever may be absent or null is
// nullable: the API server guarantees much that a file does not.

/// <summary>metav1.ObjectMeta.</summary>
internal sealed class ObjectMeta
{
    public string? Name { get; set; }

    public string? Namespace { get; set; }

    public string? Uid { get; set; }

    public string? ResourceVersion { get; set; }

    public long? Generation { get; set; }

    public Dictionary<string, string?>? Labels { get; set; }

    public Dictionary<string, string?>? Annotations { get; set; }

    public string? CreationTimestamp { get; set; }

    public string? DeletionTimestamp { get; set; }

    public List<OwnerReference?>? OwnerReferences { get; set; }
}

/// <summary>metav1.OwnerReference.</summary>
internal sealed class OwnerReference
{
    public string? Kind { get; set; }

    public string? Name { get; set; }

    public string? Uid { get; set; }

    public bool? Controller { get; set; }
}

/// <summary>metav1.ListMeta.</summary>
internal sealed class ListMeta
{
    public string? Continue { get; set; }

    public long? RemainingItemCount { get; set; }
}

/// <summary>What every object has.</summary>
internal class ApiObject
{
    public ObjectMeta? Metadata { get; set; }

    public string Name => Metadata?.Name ?? "";

    public string Namespace => Metadata?.Namespace is { Length: > 0 } name ? name : "default";
}

/// <summary>metav1.LabelSelector.</summary>
internal sealed class LabelSelectorObject
{
    public Dictionary<string, string?>? MatchLabels { get; set; }

    public List<RequirementObject?>? MatchExpressions { get; set; }
}

/// <summary>metav1.LabelSelectorRequirement and v1.NodeSelectorRequirement.</summary>
internal sealed class RequirementObject
{
    public string? Key { get; set; }

    public string? Operator { get; set; }

    public List<string?>? Values { get; set; }
}

/// <summary>v1.NodeSelectorTerm.</summary>
internal sealed class NodeSelectorTermObject
{
    public List<RequirementObject?>? MatchExpressions { get; set; }

    public List<RequirementObject?>? MatchFields { get; set; }
}

/// <summary>v1.NodeSelector.</summary>
internal sealed class NodeSelectorObject
{
    public List<NodeSelectorTermObject?>? NodeSelectorTerms { get; set; }
}

/// <summary>Lists in the API may be absent and may hold nulls; here they are neither.</summary>
internal static class Lists
{
    public static IEnumerable<T> Present<T>(this List<T?>? list)
        where T : class
    {
        if (list is null)
            yield break;
        foreach (T? item in list)
        {
            if (item is not null)
                yield return item;
        }
    }

    public static IReadOnlyDictionary<string, string> Present(this Dictionary<string, string?>? map) =>
        map is { Count: > 0 } ? map.ToDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal) : Model.Empty.Strings;
}
