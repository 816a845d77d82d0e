using System.Text.Json.Nodes;
using k8s.Models;

namespace Restow.Kubernetes.Kubelets;

/// <summary>The API objects of one node.</summary>
internal static class NodeObjects
{
    public static V1Node Node(string name, KubeletOptions options)
    {
        Dictionary<string, ResourceQuantity> capacity = Capacity(options).ToDictionary(c => c.Key, c => new ResourceQuantity(c.Value));
        return new V1Node
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                Labels = new Dictionary<string, string> { ["kubernetes.io/hostname"] = name, ["kubernetes.io/os"] = "linux", ["kubernetes.io/arch"] = "amd64" },
            },
            Spec = new V1NodeSpec { ProviderID = $"restow://{name}" },
            Status = new V1NodeStatus { Capacity = capacity, Allocatable = capacity },
        };
    }

    public static V1Lease Lease(string node, string space, DateTimeOffset now) => new()
    {
        Metadata = new V1ObjectMeta { Name = node, NamespaceProperty = space },
        Spec = new V1LeaseSpec { HolderIdentity = node, LeaseDurationSeconds = 40, RenewTime = now.UtcDateTime },
    };

    /// <summary>A strategic merge patch of the status: Ready, no pressure.</summary>
    public static string Status(KubeletOptions options, DateTimeOffset now)
    {
        string at = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");
        JsonObject Condition(string type, bool holds, string reason) => new()
        {
            ["type"] = type,
            ["status"] = holds ? "True" : "False",
            ["reason"] = reason,
            ["message"] = reason,
            ["lastHeartbeatTime"] = at,
            ["lastTransitionTime"] = at,
        };
        JsonObject Amounts() => new(Capacity(options).Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
        return new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["capacity"] = Amounts(),
                ["allocatable"] = Amounts(),
                ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = "127.0.0.1" }),
                ["nodeInfo"] = new JsonObject
                {
                    ["machineID"] = "",
                    ["systemUUID"] = "",
                    ["bootID"] = "",
                    ["kernelVersion"] = "none",
                    ["osImage"] = "none",
                    ["containerRuntimeVersion"] = "none://0",
                    ["kubeletVersion"] = "v1.20.2-restow",
                    ["kubeProxyVersion"] = "v1.20.2-restow",
                    ["operatingSystem"] = "linux",
                    ["architecture"] = "amd64",
                },
                ["conditions"] = new JsonArray(
                    Condition("Ready", true, "KubeletReady"),
                    Condition("MemoryPressure", false, "KubeletHasSufficientMemory"),
                    Condition("DiskPressure", false, "KubeletHasNoDiskPressure"),
                    Condition("PIDPressure", false, "KubeletHasSufficientPID")),
            },
        }.ToJsonString();
    }

    private static KeyValuePair<string, string>[] Capacity(KubeletOptions options) =>
        [KeyValuePair.Create("cpu", options.Cpu), KeyValuePair.Create("memory", options.Memory), KeyValuePair.Create("pods", options.Pods.ToString())];
}
