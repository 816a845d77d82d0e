using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>What a path names: a collection, an object in it, or a part of that.</summary>
/// <param name="Namespace"><c>null</c> for all namespaces, empty for what has none.</param>
/// <param name="Name">Empty for the collection.</param>
/// <param name="Subresource">Empty for the object itself.</param>
internal sealed record RequestTarget(ResourceType Type, string? Namespace, string Name, string Subresource)
{
    /// <returns><c>null</c> when the path names nothing that is served.</returns>
    public static RequestTarget? Parse(string path)
    {
        string[] parts = [.. path.Trim('/').Split('/').Select(Uri.UnescapeDataString)];
        (string group, string version, string[] rest) = parts switch
        {
            ["api", var v, .. var r] => ("", v, r),
            ["apis", var g, var v, .. var r] => (g, v, r),
            _ => ("", "", Array.Empty<string>()),
        };

        // Old form of a watch.
        if (rest is ["watch", .. var watched])
            rest = watched;
        if (rest is ["namespaces", var space, var plural, .. var below] && ResourceTypes.Find(group, version, plural) is { Namespaced: true } type)
            return Below(type, space, below);
        if (rest is [var of, .. var names] && ResourceTypes.Find(group, version, of) is { } whole)
            return whole.Namespaced ? (names.Length == 0 ? new RequestTarget(whole, null, "", "") : null) : Below(whole, "", names);
        return null;
    }

    private static RequestTarget? Below(ResourceType type, string space, string[] names) => names switch
    {
        [] => new RequestTarget(type, space, "", ""),
        [var name] => new RequestTarget(type, space, name, ""),
        [var name, var subresource] when type.Subresources.Contains(subresource) => new RequestTarget(type, space, name, subresource),
        _ => null,
    };
}
