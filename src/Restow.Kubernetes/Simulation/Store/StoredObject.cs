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

/// <summary>Fields of JSON by path, where nothing need be there.</summary>
internal static class JsonPaths
{
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) switch
    {
        { ValueKind: JsonValueKind.String } found => found.GetString(),
        { ValueKind: JsonValueKind.Object or JsonValueKind.Array } or null => null,
        { } scalar => scalar.GetRawText(),
    };

    public static int Number(this JsonElement element, int absent, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt32(out int number) ? number : absent;

    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : [];

    /// <summary>Whether the condition of this type is True.</summary>
    public static bool Holds(this JsonElement element, string condition) =>
        element.Items("status", "conditions").Any(c => c.Text("type") == condition && c.Text("status") == "True");

    /// <summary>An object below another one, made where it is missing.</summary>
    public static JsonObject Child(this JsonObject parent, string name)
    {
        if (parent[name] is JsonObject found)
            return found;
        var made = new JsonObject();
        parent[name] = made;
        return made;
    }

    public static string? Text(this JsonObject? parent, string name) => parent?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
