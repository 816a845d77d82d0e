using System.Text.Json;
using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Controllers;

/// <summary>The reference from an object to the controller that made it.</summary>
internal static class Controllership
{
    public static (string Kind, string Name, string Uid)? Of(StoredObject item)
    {
        foreach (JsonElement owner in item.Root.Items("metadata", "ownerReferences"))
        {
            if (owner.Text("controller") == "true")
                return (owner.Text("kind") ?? "", owner.Text("name") ?? "", owner.Text("uid") ?? "");
        }

        return null;
    }

    public static JsonObject Reference(StoredObject owner) => new()
    {
        ["apiVersion"] = owner.Key.Type.ApiVersion,
        ["kind"] = owner.Key.Type.Kind,
        ["name"] = owner.Key.Name,
        ["uid"] = owner.Uid,
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };
}

/// <summary>Conditions in a status.</summary>
internal static class Conditions
{
    /// <summary>Sets one; the time of its transition changes only with its value.</summary>
    public static void Set(JsonObject status, string type, bool holds, string reason, string now, string? message = null)
    {
        if (status["conditions"] is not JsonArray conditions)
            status["conditions"] = conditions = [];
        var condition = (JsonObject?)conditions.FirstOrDefault(c => c is JsonObject map && map.Text("type") == type);
        if (condition is null)
            conditions.Add(condition = new JsonObject { ["type"] = type });
        string value = holds ? "True" : "False";
        if (condition.Text("status") != value)
            (condition["status"], condition["lastTransitionTime"]) = (value, now);
        condition["reason"] = reason;
        if (message is not null)
            condition["message"] = message;
    }
}
