using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Restow.Kubernetes.Extending;
using Restow.Packing.Model;

namespace Restow.Experiments.Kubernetes;

/// <summary>Calls of about the size that a cluster's scheduler sends, and the rooms they ask about.</summary>
internal sealed class ExtenderTraffic(int nodes) : INodeRoom
{
    public const string Hash = "5d7c9b8f6d";

    private readonly Dictionary<string, Resources> free = Enumerable.Range(0, nodes).ToDictionary(Node, i => new Resources { ["cpu"] = 500 * (i % 5), ["memory"] = 1L << 30 });

    public static string Node(int number) => $"ip-10-{number / 65536}-{number / 256 % 256}-{number % 256}.eu-central-1.compute.internal";

    public bool TryGetFree(string node, [MaybeNullWhen(false)] out Resources room) => free.TryGetValue(node, out room);

    public Resources RequestsOf(V1Pod pod) => new() { ["cpu"] = 500, ["memory"] = 64 << 20, ["pods"] = 1 };

    public byte[] ByName(string controller) => JsonSerializer.SerializeToUtf8Bytes<JsonNode>(new JsonObject { ["Pod"] = Pod(controller), ["Nodes"] = null, ["NodeNames"] = new JsonArray([.. Names()]) });

    public byte[] Preemption(string controller, int candidates) => JsonSerializer.SerializeToUtf8Bytes<JsonNode>(new JsonObject
    {
        ["Pod"] = Pod(controller),
        ["NodeNameToVictims"] = null,
        ["NodeNameToMetaVictims"] = new JsonObject(Enumerable.Range(0, candidates).Select(i =>
            KeyValuePair.Create(Node(i), (JsonNode?)new JsonObject { ["Pods"] = new JsonArray(new JsonObject { ["UID"] = Guid.NewGuid().ToString() }), ["NumPDBViolations"] = 0 }))),
    });

    /// <summary>Without <c>nodeCacheCapable</c>: each node with the fifty images that a kubelet reports.</summary>
    public byte[] Whole(string controller)
    {
        JsonNode[] items = [.. Enumerable.Range(0, nodes).Select(i => new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = Node(i), ["labels"] = new JsonObject { ["kubernetes.io/hostname"] = Node(i) } },
            ["status"] = new JsonObject
            {
                ["allocatable"] = new JsonObject { ["cpu"] = "8", ["memory"] = "32Gi", ["pods"] = "110" },
                ["images"] = new JsonArray([.. Enumerable.Range(0, 50).Select(n => new JsonObject { ["names"] = new JsonArray($"registry.example/team/service-{n}@sha256:{new string('a', 64)}"), ["sizeBytes"] = 123456789 + n })]),
            },
        })];
        return JsonSerializer.SerializeToUtf8Bytes<JsonNode>(new JsonObject { ["Pod"] = Pod(controller), ["Nodes"] = new JsonObject { ["metadata"] = new JsonObject(), ["items"] = new JsonArray(items) }, ["NodeNames"] = null });
    }

    private IEnumerable<JsonNode> Names() => Enumerable.Range(0, nodes).Select(i => (JsonNode)JsonValue.Create(Node(i)));

    private static JsonObject Pod(string controller) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = "web-5d7c9b8f6d-x2k4j",
            ["namespace"] = "default",
            ["uid"] = Guid.NewGuid().ToString(),
            ["labels"] = new JsonObject { ["app"] = "web", ["pod-template-hash"] = Hash },
            ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "ReplicaSet", ["name"] = "web-5d7c9b8f6d", ["uid"] = controller, ["controller"] = true }),
        },
        ["spec"] = new JsonObject
        {
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "web",
                ["env"] = new JsonArray([.. Enumerable.Range(0, 30).Select(i => new JsonObject { ["name"] = $"SETTING_{i}", ["value"] = new string('v', 40) })]),
                ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "500m", ["memory"] = "64Mi" } },
            }),
        },
    };
}
