using System.Text.Json.Nodes;

namespace Restow.Kubernetes.Tests.Extending;

/// <summary>Calls as a scheduler writes them.</summary>
internal static class Calls
{
    public static string Pod(string uid, string controller = "", string cpu = "500m", int? priority = null) => new JsonObject
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = "web-1",
            ["namespace"] = "default",
            ["uid"] = uid,
            ["creationTimestamp"] = null,
            ["labels"] = new JsonObject { ["app"] = "web", ["pod-template-hash"] = "abc" },
            ["ownerReferences"] = controller.Length == 0 ? null : new JsonArray(new JsonObject
            {
                ["apiVersion"] = "apps/v1",
                ["kind"] = "ReplicaSet",
                ["name"] = "web",
                ["uid"] = controller,
                ["controller"] = true,
                ["blockOwnerDeletion"] = true,
            }),
            ["managedFields"] = new JsonArray(new JsonObject { ["manager"] = "kube-controller-manager", ["fieldsV1"] = new JsonObject { ["f:metadata"] = new JsonObject() } }),
        },
        ["spec"] = new JsonObject
        {
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "web",
                ["image"] = "web:1",
                ["env"] = new JsonArray(new JsonObject { ["name"] = "A", ["value"] = "ünïcode \"b\"" }),
                ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = cpu, ["memory"] = "64Mi" } },
            }),
            ["priority"] = priority,
            ["schedulerName"] = "default-scheduler",
        },
        ["status"] = new JsonObject { ["phase"] = "Pending" },
    }.ToJsonString();

    public static string ByName(string pod, params string[] nodes) =>
        $$"""{"Pod":{{pod}},"Nodes":null,"NodeNames":[{{string.Join(',', nodes.Select(n => $"\"{n}\""))}}]}""";

    public static string Whole(string pod, params string[] nodeObjects) =>
        $$"""{"Pod":{{pod}},"Nodes":{"metadata":{},"items":[{{string.Join(',', nodeObjects)}}]},"NodeNames":null}""";

    public static string Preemption(string pod, params (string Node, string[] Victims)[] candidates)
    {
        var victims = new JsonObject();
        foreach ((string node, string[] uids) in candidates)
            victims[node] = new JsonObject { ["Pods"] = new JsonArray([.. uids.Select(u => new JsonObject { ["UID"] = u })]), ["NumPDBViolations"] = 2 };
        return new JsonObject { ["Pod"] = JsonNode.Parse(pod), ["NodeNameToVictims"] = null, ["NodeNameToMetaVictims"] = victims }.ToJsonString();
    }
}
