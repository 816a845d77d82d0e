using System.Globalization;
using System.Text.Json;
using Restow.Core;
using Restow.Packing.Model;

namespace Restow.Packing.Snapshots;

/// <summary>Reads what <c>kubectl get -o json</c> prints.</summary>
public static class KubernetesSnapshot
{
    /// <summary>Reads a file; <c>-</c> is standard input.</summary>
    public static Result<Cluster> ReadFile(string path)
    {
        try
        {
            using Stream stream = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(stream);
            JsonElement[] items = [.. document.RootElement.GetProperty("items").EnumerateArray()];
            Node[] nodes = [.. items.Where(i => Kind(i) == "Node").Select(i => new Node { Name = Name(i), Allocatable = Amounts(i.GetProperty("status").GetProperty("allocatable")) })];
            Pod[] pods = [.. items.Where(i => Kind(i) == "Pod").Select(ReadPod)];
            if (nodes.Length == 0)
                return new Fault(path, "", "there is no node", "export nodes and pods together");
            return new Cluster { SourceName = path, Nodes = nodes, Pods = pods };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new Fault(path, "", e.Message, "export the snapshot again");
        }
    }

    private static Pod ReadPod(JsonElement item)
    {
        JsonElement spec = item.GetProperty("spec");
        var requests = new Resources { [Resources.Pods] = 1 };
        foreach (JsonElement container in spec.GetProperty("containers").EnumerateArray())
        {
            if (!container.TryGetProperty("resources", out JsonElement r) || !r.TryGetProperty("requests", out JsonElement wanted))
                continue;
            foreach ((string name, long amount) in Amounts(wanted))
                requests[name] = requests.Of(name) + amount;
        }

        return new Pod
        {
            Name = Name(item),
            Namespace = item.GetProperty("metadata").TryGetProperty("namespace", out JsonElement ns) ? ns.GetString()! : "default",
            Requests = requests,
            NodeName = spec.TryGetProperty("nodeName", out JsonElement node) ? node.GetString() : null,
            Priority = spec.TryGetProperty("priority", out JsonElement priority) ? priority.GetInt32() : 0,
        };
    }

    private static string Kind(JsonElement item) => item.GetProperty("kind").GetString()!;

    private static string Name(JsonElement item) => item.GetProperty("metadata").GetProperty("name").GetString()!;

    private static Resources Amounts(JsonElement element)
    {
        var amounts = new Resources();
        foreach (JsonProperty p in element.EnumerateObject())
        {
            string text = p.Value.ToString();
            double scale = p.Name == Resources.Cpu ? 1000 : 1;
            foreach ((string suffix, double factor) in new[] { ("Mi", 1048576d), ("Gi", 1073741824d), ("Ki", 1024d), ("m", 0.001), ("M", 1e6), ("G", 1e9) })
            {
                if (!text.EndsWith(suffix, StringComparison.Ordinal))
                    continue;
                text = text[..^suffix.Length];
                scale *= factor;
                break;
            }

            amounts[p.Name] = (long)Math.Round(double.Parse(text, CultureInfo.InvariantCulture) * scale);
        }

        return amounts;
    }
}
