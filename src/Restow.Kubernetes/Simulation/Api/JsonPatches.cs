using System.Text.Json.Nodes;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>The two patch formats of the IETF: JSON merge patch (RFC 7386) and JSON patch (RFC 6902).</summary>
internal static class JsonPatches
{
    /// <summary>Applies a merge patch in place.</summary>
    public static void Merge(JsonObject target, JsonObject patch)
    {
        foreach ((string name, JsonNode? value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner)
            {
                if (target[name] is not JsonObject)
                    target[name] = new JsonObject();
                Merge(target[name]!.AsObject(), inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }

    /// <summary>Applies a JSON patch in place, or fails half-way: the caller works on a copy.</summary>
    /// <returns>What is wrong; <c>null</c> when all was applied.</returns>
    public static string? Apply(JsonObject target, JsonArray operations)
    {
        foreach (JsonNode? node in operations)
        {
            if (node is not JsonObject operation || operation["op"]?.GetValue<string>() is not { } op || operation["path"]?.GetValue<string>() is not { } path)
                return "an operation lacks op or path";
            string? problem = op switch
            {
                "add" => Put(target, path, operation["value"]?.DeepClone(), insert: true),
                "replace" => Get(target, path, out _) ? Put(target, path, operation["value"]?.DeepClone(), insert: false) : $"there is nothing at {path}",
                "remove" => Remove(target, path),
                "test" => Get(target, path, out JsonNode? found) && JsonNode.DeepEquals(found, operation["value"]) ? null : $"the test of {path} failed",
                "copy" or "move" => Transfer(target, operation["from"]?.GetValue<string>() ?? "", path, op == "move"),
                _ => $"{op} is no operation",
            };
            if (problem is not null)
                return problem;
        }

        return null;
    }

    private static string? Transfer(JsonObject target, string from, string path, bool move)
    {
        if (!Get(target, from, out JsonNode? found))
            return $"there is nothing at {from}";
        JsonNode? copy = found?.DeepClone();
        return (move ? Remove(target, from) : null) ?? Put(target, path, copy, insert: true);
    }

    private static bool Get(JsonNode target, string path, out JsonNode? found)
    {
        found = target;
        foreach (string name in Steps(path))
        {
            if (found is JsonObject map && map.TryGetPropertyValue(name, out JsonNode? value))
                found = value;
            else if (found is JsonArray list && int.TryParse(name, out int i) && i >= 0 && i < list.Count)
                found = list[i];
            else
                return false;
        }

        return true;
    }

    private static string? Put(JsonObject target, string path, JsonNode? value, bool insert)
    {
        (string parent, string last) = Parent(path);
        if (path.Length == 0 || !Get(target, parent, out JsonNode? at))
            return $"there is nothing at {parent}";
        switch (at)
        {
            case JsonObject map:
                map[last] = value;
                return null;
            case JsonArray list when last == "-" && insert:
                list.Add(value);
                return null;
            case JsonArray list when int.TryParse(last, out int i) && i >= 0 && i < list.Count + (insert ? 1 : 0):
                if (insert)
                    list.Insert(i, value);
                else
                    list[i] = value;
                return null;
            default:
                return $"{path} is no place";
        }
    }

    private static string? Remove(JsonObject target, string path)
    {
        (string parent, string last) = Parent(path);
        if (path.Length == 0 || !Get(target, path, out _) || !Get(target, parent, out JsonNode? at))
            return $"there is nothing at {path}";
        if (at is JsonObject map)
            map.Remove(last);
        else if (at is JsonArray list)
            list.RemoveAt(int.Parse(last, System.Globalization.CultureInfo.InvariantCulture));
        return null;
    }

    private static (string Parent, string Last) Parent(string path)
    {
        int cut = path.LastIndexOf('/');
        return cut < 0 ? ("", "") : (path[..cut], Unescape(path[(cut + 1)..]));
    }

    private static IEnumerable<string> Steps(string path) => path.Split('/').Skip(1).Select(Unescape);

    private static string Unescape(string step) => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
