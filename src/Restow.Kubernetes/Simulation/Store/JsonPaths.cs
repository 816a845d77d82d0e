using System.Text.Json;
using System.Text.Json.Nodes;

namespace Restow.Kubernetes.Simulation.Store;

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

    /// <summary>A text directly below a node that may be anything.</summary>
    public static string? At(this JsonNode? node, string name) => (node as JsonObject).Text(name);
}
