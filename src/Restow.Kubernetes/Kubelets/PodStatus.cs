using System.Text.Json.Nodes;
using k8s.Models;

namespace Restow.Kubernetes.Kubelets;

/// <summary>What a kubelet writes into a pod's status, as strategic merge patches. The UID in them is the precondition that it still is the same pod.</summary>
internal static class PodStatus
{
    public static string Running(V1Pod pod, string address, DateTimeOffset now)
    {
        string at = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");
        JsonObject Condition(string type) => new() { ["type"] = type, ["status"] = "True", ["lastTransitionTime"] = at };
        return Patch(pod, new JsonObject
        {
            ["phase"] = "Running",
            ["hostIP"] = "127.0.0.1",
            ["podIP"] = address,
            ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address }),
            ["startTime"] = at,
            ["conditions"] = new JsonArray(Condition("Initialized"), Condition("ContainersReady"), Condition("Ready")),
            ["containerStatuses"] = new JsonArray([.. (pod.Spec.Containers ?? []).Select(c => new JsonObject
            {
                ["name"] = c.Name,
                ["image"] = c.Image ?? "",
                ["imageID"] = "",
                ["ready"] = true,
                ["started"] = true,
                ["restartCount"] = 0,
                ["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = at } },
            })]),
        });
    }

    public static string Refused(V1Pod pod, string resource) => Patch(pod, new JsonObject
    {
        ["phase"] = "Failed",
        ["reason"] = $"OutOf{resource}",
        ["message"] = $"Pod Node didn't have enough resource: {resource}",
    });

    private static string Patch(V1Pod pod, JsonObject status) =>
        new JsonObject { ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid }, ["status"] = status }.ToJsonString();
}
