using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>
/// Strategic merge patch: a merge patch in which the lists that Kubernetes keys by a field are merged item by item.
/// </summary>
/// <remarks>
/// Knows the keyed lists of the kinds that are served, and the directives <c>$patch: replace</c>, <c>$patch: delete</c>, <c>$retainKeys</c> and <c>$deleteFromPrimitiveList</c>.
/// <c>$setElementOrder</c> is accepted and does not reorder. Lists that are not known are replaced whole, as atomic ones are upstream.
/// </remarks>
internal static class StrategicMerge
{
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["containers"] = "name",
        ["initContainers"] = "name",
        ["ephemeralContainers"] = "name",
        ["volumes"] = "name",
        ["env"] = "name",
        ["imagePullSecrets"] = "name",
        ["volumeMounts"] = "mountPath",
        ["volumeDevices"] = "devicePath",
        ["hostAliases"] = "ip",
        ["podIPs"] = "ip",
        ["conditions"] = "type",
        ["addresses"] = "type",
        ["taints"] = "key",
        ["ownerReferences"] = "uid",
        ["topologySpreadConstraints"] = "topologyKey",
        ["resourceClaims"] = "name",
    };

    /// <summary>Applies a patch in place.</summary>
    public static void Merge(JsonObject target, JsonObject patch)
    {
        if (patch.Text("$patch") is "replace")
        {
            target.Clear();
            foreach ((string name, JsonNode? value) in patch.Where(p => p.Key != "$patch"))
                target[name] = value?.DeepClone();
            return;
        }

        if (patch["$retainKeys"] is JsonArray retained)
        {
            foreach (string name in target.Select(p => p.Key).Except(retained.Select(k => k!.GetValue<string>())).ToArray())
                target.Remove(name);
        }

        foreach ((string name, JsonNode? value) in patch)
        {
            if (name.StartsWith("$deleteFromPrimitiveList/", StringComparison.Ordinal))
                RemoveValues(target[name[(name.IndexOf('/') + 1)..]] as JsonArray, value as JsonArray);
            else if (!name.StartsWith('$'))
                MergeField(target, name, value);
        }
    }

    private static void MergeField(JsonObject target, string name, JsonNode? value)
    {
        switch (value)
        {
            case null:
                target.Remove(name);
                break;
            case JsonObject map when map.Text("$patch") is "delete":
                target.Remove(name);
                break;
            case JsonObject map:
                if (target[name] is not JsonObject)
                    target[name] = new JsonObject();
                Merge(target[name]!.AsObject(), map);
                break;
            case JsonArray list when KeyOf(name, list) is { } key:
                if (target[name] is not JsonArray)
                    target[name] = new JsonArray();
                MergeList(target[name]!.AsArray(), list, key);
                break;
            case JsonArray list when name == "finalizers" && target[name] is JsonArray present:
                foreach (JsonNode? added in list.Where(v => !present.Any(p => JsonNode.DeepEquals(p, v))))
                    present.Add(added?.DeepClone());
                break;
            default:
                target[name] = value.DeepClone();
                break;
        }
    }

    /// <summary>The field that tells the items of a list apart; ports are keyed by containerPort or, of a service, by port.</summary>
    private static string? KeyOf(string name, JsonArray list)
    {
        string? key = name == "ports" && list.FirstOrDefault() is JsonObject first ? (first.ContainsKey("containerPort") ? "containerPort" : "port") : Keys.GetValueOrDefault(name);
        return key is not null && list.All(item => item is JsonObject map && (map.ContainsKey(key) || map.ContainsKey("$patch"))) ? key : null;
    }

    private static void MergeList(JsonArray target, JsonArray patch, string key)
    {
        if (patch.FirstOrDefault(item => item!.AsObject().Text("$patch") is "replace" && item.AsObject().Count == 1) is { } directive)
        {
            target.Clear();
            patch = [.. patch.Where(item => item != directive).Select(item => item!.DeepClone())];
        }

        foreach (JsonObject item in patch.Select(item => item!.AsObject()))
        {
            JsonNode? present = target.FirstOrDefault(t => t is JsonObject map && JsonNode.DeepEquals(map[key], item[key]));
            if (item.Text("$patch") is "delete")
            {
                if (present is not null)
                    target.Remove(present);
            }
            else if (present is null)
            {
                var added = new JsonObject();
                target.Add(added);
                Merge(added, item);
            }
            else
            {
                Merge(present.AsObject(), item);
            }
        }
    }

    private static void RemoveValues(JsonArray? target, JsonArray? values)
    {
        foreach (JsonNode? value in values ?? [])
        {
            if (target?.FirstOrDefault(t => JsonNode.DeepEquals(t, value)) is { } found)
                target.Remove(found);
        }
    }
}
