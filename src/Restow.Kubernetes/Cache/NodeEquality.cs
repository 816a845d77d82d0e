using Restow.Packing.Model;

namespace Restow.Kubernetes.Cache;

/// <summary>Whether two states of a node are the same for placement.</summary>
internal static class NodeEquality
{
    public static bool Same(Node? a, Node? b)
    {
        if (a is null || b is null)
            return a is null && b is null;
        return a.Unschedulable == b.Unschedulable && a.Taints.SequenceEqual(b.Taints) && Same(a.Labels, b.Labels) && Same(a.Allocatable, b.Allocatable);
    }

    private static bool Same<T>(IReadOnlyCollection<KeyValuePair<string, T>> a, IReadOnlyDictionary<string, T> b) =>
        a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out T? other) && EqualityComparer<T>.Default.Equals(pair.Value, other));
}
