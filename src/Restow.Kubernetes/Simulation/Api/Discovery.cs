using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>What clients read to learn what there is: versions, groups, resources, and as much of OpenAPI as kubectl needs to leave validation to the server.</summary>
internal static class Discovery
{
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>The document at a path; <c>null</c> where there is none.</summary>
    public static JsonObject? Find(string path, string address)
    {
        string[] parts = path.Trim('/').Split('/');
        return parts switch
        {
            ["version"] => new JsonObject { ["major"] = "1", ["minor"] = "32", ["gitVersion"] = "v1.32.0-restow", ["platform"] = "simulated" },
            ["api"] => new JsonObject
            {
                ["kind"] = "APIVersions",
                ["versions"] = new JsonArray("v1"),
                ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
            },
            ["apis"] => new JsonObject { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = new JsonArray([.. Groups().Select(g => Group(g))]) },
            ["apis", var group] when Groups().Any(g => g.Group == group) => Group(Groups().First(g => g.Group == group), single: true),
            ["api", var version] => Resources("", version),
            ["apis", var group, var version] => Resources(group, version),
            ["openapi", "v3"] => new JsonObject { ["paths"] = new JsonObject(Groups().Prepend(("", "v1")).Select(g => KeyValuePair.Create(Root(g), (JsonNode?)new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{Root(g)}" }))) },
            ["openapi", "v3", "api", var version] => OpenApi("", version),
            ["openapi", "v3", "apis", var group, var version] => OpenApi(group, version),
            _ => null,
        };
    }

    private static IEnumerable<(string Group, string Version)> Groups() => ResourceTypes.All.Where(t => t.Group.Length > 0).Select(t => (t.Group, t.Version)).Distinct();

    private static string Root((string Group, string Version) group) => group.Group.Length == 0 ? $"api/{group.Version}" : $"apis/{group.Group}/{group.Version}";

    private static JsonObject Group((string Group, string Version) group, bool single = false)
    {
        JsonObject Version() => new() { ["groupVersion"] = $"{group.Group}/{group.Version}", ["version"] = group.Version };
        var found = new JsonObject { ["name"] = group.Group, ["versions"] = new JsonArray(Version()), ["preferredVersion"] = Version() };
        if (single)
            (found["kind"], found["apiVersion"]) = ("APIGroup", "v1");
        return found;
    }

    private static JsonObject? Resources(string group, string version)
    {
        ResourceType[] types = [.. ResourceTypes.All.Where(t => t.Group == group && t.Version == version)];
        if (types.Length == 0)
            return null;
        var resources = new JsonArray();
        foreach (ResourceType type in types)
        {
            resources.Add(Resource(type, type.Plural, type.Kind, Verbs, type.ShortNames));
            foreach (string subresource in type.Subresources)
            {
                resources.Add(subresource switch
                {
                    "status" => Resource(type, $"{type.Plural}/status", type.Kind, ["get", "patch", "update"]),
                    "scale" => Resource(type, $"{type.Plural}/scale", "Scale", ["get", "patch", "update"], [], "autoscaling"),
                    "eviction" => Resource(type, $"{type.Plural}/eviction", "Eviction", ["create"], [], "policy"),
                    _ => Resource(type, $"{type.Plural}/{subresource}", "Binding", ["create"]),
                });
            }
        }

        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = types[0].ApiVersion,
            ["resources"] = resources,
        };
    }

    private static JsonObject Resource(ResourceType type, string name, string kind, string[] verbs, string[]? shortNames = null, string? group = null)
    {
        var resource = new JsonObject
        {
            ["name"] = name,
            ["singularName"] = name.Contains('/') ? "" : type.Kind.ToLowerInvariant(),
            ["namespaced"] = type.Namespaced,
            ["kind"] = kind,
            ["verbs"] = new JsonArray([.. verbs.Select(v => (JsonNode)v)]),
            ["shortNames"] = new JsonArray([.. (shortNames ?? []).Select(s => (JsonNode)s)]),
        };
        if (group is not null)
            (resource["group"], resource["version"]) = (group, "v1");
        if (type.Kind is "Pod" or "Deployment" or "ReplicaSet" or "Service" or "StatefulSet" or "DaemonSet" or "Job" && !name.Contains('/'))
            resource["categories"] = new JsonArray("all");
        return resource;
    }

    /// <summary>Paths that say only that PATCH takes <c>fieldValidation</c>: with it kubectl validates nothing itself.</summary>
    private static JsonObject? OpenApi(string group, string version)
    {
        ResourceType[] types = [.. ResourceTypes.All.Where(t => t.Group == group && t.Version == version)];
        if (types.Length == 0)
            return null;
        var paths = new JsonObject();
        foreach (ResourceType type in types)
        {
            paths[$"/{Root((group, version))}/{(type.Namespaced ? "namespaces/{namespace}/" : "")}{type.Plural}/{{name}}"] = new JsonObject
            {
                ["patch"] = new JsonObject
                {
                    ["parameters"] = new JsonArray(new JsonObject { ["name"] = "fieldValidation", ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string" } }),
                    ["responses"] = new JsonObject(),
                    ["x-kubernetes-action"] = "patch",
                    ["x-kubernetes-group-version-kind"] = new JsonObject { ["group"] = group, ["version"] = version, ["kind"] = type.Kind },
                },
            };
        }

        return new JsonObject { ["openapi"] = "3.0.0", ["info"] = new JsonObject { ["title"] = "Kubernetes, simulated by restow", ["version"] = "v1.32.0" }, ["paths"] = paths };
    }
}
