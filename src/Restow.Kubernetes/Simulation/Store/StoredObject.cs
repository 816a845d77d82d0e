using System.Text.Json;
using System.Text.Json.Nodes;

namespace Restow.Kubernetes.Simulation.Store;

/// <summary>Where an object is: cluster-wide ones have the empty namespace.</summary>
internal readonly record struct ObjectKey(ResourceType Type, string Namespace, string Name);

/// <summary>One version of an object: bytes as they are sent, and a read-only view on them. Immutable, and safe to share between threads.</summary>
internal sealed class StoredObject
{
    private Dictionary<string, string>? labels;

    public StoredObject(ObjectKey key, long version, JsonObject content)
    {
        Key = key;
        Version = version;
        Json = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(content);
        using var document = JsonDocument.Parse(Json);
        Root = document.RootElement.Clone();
        Uid = Root.Text("metadata", "uid") ?? "";
        Owners = [.. Root.Items("metadata", "ownerReferences").Select(o => o.Text("uid")).OfType<string>()];
    }

    public ObjectKey Key { get; }

    public long Version { get; }

    public byte[] Json { get; }

    public JsonElement Root { get; }

    public string Uid { get; }

    /// <summary>UIDs of its owners.</summary>
    public string[] Owners { get; }

    public IReadOnlyDictionary<string, string> Labels => labels ??= Read();

    /// <summary>The form that readers of snapshots parse it to; made by whoever wants it first.</summary>
    public object? Parsed { get; set; }

    public bool Terminating => Root.At("metadata", "deletionTimestamp") is not null;

    /// <summary>A copy to change.</summary>
    public JsonObject Copy() => JsonNode.Parse(Json)!.AsObject();

    private Dictionary<string, string> Read()
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Root.At("metadata", "labels") is { ValueKind: JsonValueKind.Object } map)
        {
            foreach (JsonProperty label in map.EnumerateObject())
                read[label.Name] = label.Value.GetString() ?? "";
        }

        return read;
    }
}
