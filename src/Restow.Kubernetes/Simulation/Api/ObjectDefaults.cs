using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>What the API server adds to a new object and what it refuses, as far as scheduling and disruption depend on it.</summary>
internal static partial class ObjectDefaults
{
    private const string SystemPrefix = "system-";

    /// <summary>Fills in what is absent.</summary>
    /// <returns>Why the object is refused; <c>null</c> when it is not.</returns>
    public static ApiStatus? Apply(ResourceType type, string name, JsonObject item, ObjectStore store)
    {
        if (!Name().IsMatch(name) || name.Length > 253)
            return ApiStatus.Invalid(type, name, "metadata.name: Invalid value: it must consist of lower case alphanumeric characters, '-' or '.'");
        return type.Kind switch
        {
            "Pod" => Pod(name, item, store),
            "ReplicaSet" or "Deployment" => Workload(type, name, item),
            "PodDisruptionBudget" when item["spec"] is JsonObject spec && spec.ContainsKey("minAvailable") && spec.ContainsKey("maxUnavailable") =>
                ApiStatus.Invalid(type, name, "spec: minAvailable and maxUnavailable are mutually exclusive"),
            _ => null,
        };
    }

    private static ApiStatus? Pod(string name, JsonObject item, ObjectStore store)
    {
        JsonObject spec = item.Child("spec");
        if (spec["containers"] is not JsonArray { Count: > 0 } containers)
            return ApiStatus.Invalid(ResourceTypes.Pods, name, "spec.containers: Required value");
        Template(spec);
        foreach (JsonObject container in containers.OfType<JsonObject>())
        {
            // Absent requests are the limits.
            if (container["resources"] is JsonObject resources && resources["limits"] is JsonObject limits)
            {
                foreach ((string resource, JsonNode? amount) in limits)
                    resources.Child("requests").TryAdd(resource, amount?.DeepClone());
            }
        }

        if (Priority(spec, store) is { } problem)
            return ApiStatus.Invalid(ResourceTypes.Pods, name, problem);
        JsonObject status = item.Child("status");
        status["phase"] ??= "Pending";
        status["qosClass"] ??= containers.OfType<JsonObject>().Any(c => c["resources"] is JsonObject { Count: > 0 }) ? "Burstable" : "BestEffort";
        return null;
    }

    private static void Template(JsonObject spec)
    {
        spec["restartPolicy"] ??= "Always";
        spec["terminationGracePeriodSeconds"] ??= 30;
        spec["dnsPolicy"] ??= "ClusterFirst";
        spec["schedulerName"] ??= "default-scheduler";
        spec["securityContext"] ??= new JsonObject();
    }

    private static string? Priority(JsonObject spec, ObjectStore store)
    {
        string? wanted = spec.Text("priorityClassName");
        StoredObject? found = string.IsNullOrEmpty(wanted)
            ? store.List(ResourceTypes.PriorityClasses).Items.FirstOrDefault(c => c.Root.Text("globalDefault") == "true")
            : store.Find(ResourceTypes.PriorityClasses, "", wanted);
        if (found is null && !string.IsNullOrEmpty(wanted))
            return $"spec.priorityClassName: no PriorityClass with name {wanted} was found";
        if (found is not null)
            spec["priorityClassName"] = found.Key.Name;
        spec["priority"] = found?.Root.Number(0, "value") ?? 0;
        spec["preemptionPolicy"] ??= found?.Root.Text("preemptionPolicy") ?? "PreemptLowerPriority";
        return null;
    }

    private static ApiStatus? Workload(ResourceType type, string name, JsonObject item)
    {
        JsonObject spec = item.Child("spec");
        spec["replicas"] ??= 1;
        if (spec["selector"] is not JsonObject selector || spec["template"] is not JsonObject template)
            return ApiStatus.Invalid(type, name, "spec: selector and template are required");
        Template(template.Child("spec"));
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, JsonNode? value) in template.Child("metadata").Child("labels"))
            labels[key] = value?.ToString() ?? "";
        using var parsed = System.Text.Json.JsonDocument.Parse(selector.ToJsonString());
        if (LabelSelection.Of(parsed.RootElement)?.Matches(labels) != true)
            return ApiStatus.Invalid(type, name, "spec.template.metadata.labels: the selector does not match the template's labels");
        if (type == ResourceTypes.Deployments)
        {
            spec["revisionHistoryLimit"] ??= 10;
            spec["progressDeadlineSeconds"] ??= 600;
            spec["strategy"] ??= new JsonObject { ["type"] = "Recreate" };
        }

        return null;
    }

    /// <summary>The priority classes that every cluster has.</summary>
    public static IEnumerable<JsonObject> SystemPriorities() =>
        new[] { ("cluster-critical", 2_000_000_000), ("node-critical", 2_000_001_000) }.Select(c => new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = SystemPrefix + c.Item1 },
            ["value"] = c.Item2,
            ["preemptionPolicy"] = "PreemptLowerPriority",
        });

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9.:]*[a-z0-9])?$")]
    private static partial Regex Name();
}
