using System.Text.Json;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>Which values fields must have: <c>spec.nodeName=n1,status.phase!=Failed</c>. A missing field is the empty string.</summary>
/// <remarks>Any path works, where the real server knows a few per resource and refuses the others.</remarks>
internal sealed class FieldSelection
{
    private readonly List<(string[] Path, bool Equal, string Value)> terms = [];

    /// <returns><c>null</c> when it is not a selector.</returns>
    public static FieldSelection? Parse(string query)
    {
        var selection = new FieldSelection();
        foreach (string term in query.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int at = term.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                return null;
            bool equal = term[at - 1] != '!';
            string value = term[(at + 1)..].TrimStart('=');
            selection.terms.Add((term[..(equal ? at : at - 1)].Split('.'), equal, value));
        }

        return selection;
    }

    public bool Matches(JsonElement root)
    {
        foreach ((string[] path, bool equal, string value) in terms)
        {
            string found = root.Text(path) ?? (path is ["spec", "unschedulable"] ? "false" : "");
            if (string.Equals(found, value, StringComparison.Ordinal) != equal)
                return false;
        }

        return true;
    }
}

/// <summary>What a list or watch asks for.</summary>
internal sealed record Selection(string? Namespace, LabelSelection? Labels, FieldSelection? Fields)
{
    public bool Matches(StoredObject item) =>
        (Namespace is null || item.Key.Namespace == Namespace) && Labels?.Matches(item.Labels) != false && Fields?.Matches(item.Root) != false;
}
