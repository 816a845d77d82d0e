using System.Text.Json;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>Which labels are wanted, as queries write it (<c>a=b,c!=d,e in (f,g),h notin (i),j,!k</c>) or as a LabelSelector in an object.</summary>
internal sealed class LabelSelection
{
    private readonly List<(string Key, string Operator, string[] Values)> requirements = [];

    /// <summary>Reads a query.</summary>
    /// <returns><c>null</c> when it is not a selector.</returns>
    public static LabelSelection? Parse(string query)
    {
        var selection = new LabelSelection();
        foreach (string part in Split(query))
        {
            if (Requirement(part.Trim()) is not { } requirement)
                return null;
            selection.requirements.Add(requirement);
        }

        return selection;
    }

    /// <summary>Reads a LabelSelector; an empty one selects everything, a missing one nothing.</summary>
    public static LabelSelection? Of(JsonElement? selector)
    {
        if (selector is not { ValueKind: JsonValueKind.Object } element)
            return null;
        var selection = new LabelSelection();
        if (element.At("matchLabels") is { ValueKind: JsonValueKind.Object } map)
            selection.requirements.AddRange(map.EnumerateObject().Select(p => (p.Name, "In", new[] { p.Value.GetString() ?? "" })));
        foreach (JsonElement expression in element.Items("matchExpressions"))
            selection.requirements.Add((expression.Text("key") ?? "", expression.Text("operator") ?? "", [.. expression.Items("values").Select(v => v.GetString() ?? "")]));
        return selection;
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach ((string key, string @operator, string[] values) in requirements)
        {
            bool present = labels.TryGetValue(key, out string? value);
            bool holds = @operator switch
            {
                "In" => present && values.Contains(value),
                "NotIn" => !present || !values.Contains(value),
                "Exists" => present,
                "DoesNotExist" => !present,
                _ => false,
            };
            if (!holds)
                return false;
        }

        return true;
    }

    private static IEnumerable<string> Split(string query)
    {
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= query.Length; i++)
        {
            if (i == query.Length || (query[i] == ',' && depth == 0))
            {
                if (i > start)
                    yield return query[start..i];
                start = i + 1;
            }
            else if (query[i] is '(' or ')')
            {
                depth += query[i] == '(' ? 1 : -1;
            }
        }
    }

    private static (string Key, string Operator, string[] Values)? Requirement(string text)
    {
        if (text.EndsWith(')') && text.IndexOf('(') is var open and > 0)
        {
            string[] head = text[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string[] values = [.. text[(open + 1)..^1].Split(',').Select(v => v.Trim())];
            return head is [var key, "in" or "notin"] ? (key, head[1] == "in" ? "In" : "NotIn", values) : null;
        }

        if (text.StartsWith('!'))
            return (text[1..].Trim(), "DoesNotExist", []);
        foreach ((string sign, string name) in new[] { ("!=", "NotIn"), ("==", "In"), ("=", "In") })
        {
            if (text.IndexOf(sign, StringComparison.Ordinal) is var at and > 0)
                return (text[..at].Trim(), name, [text[(at + sign.Length)..].Trim()]);
        }

        return text.Length > 0 && !text.Any(c => char.IsWhiteSpace(c) || c is '=' or '(' or ')') ? (text, "Exists", []) : null;
    }
}
