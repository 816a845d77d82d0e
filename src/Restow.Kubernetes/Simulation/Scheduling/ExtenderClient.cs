using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Scheduling;

/// <summary>Asks a scheduler extender as kube-scheduler does with <c>nodeCacheCapable: true</c>, <c>ignorable: true</c> and a time-out of 500 ms.</summary>
/// <remarks>The wire format is extender v1: keys of the envelopes in PascalCase, the pods inside as the API writes them.</remarks>
internal sealed class ExtenderClient : IDisposable
{
    private readonly HttpClient http;
    private readonly TextWriter log;

    public ExtenderClient(Uri address, TextWriter log)
    {
        this.log = log;
        http = new HttpClient { BaseAddress = new Uri(address.ToString().TrimEnd('/') + "/"), Timeout = TimeSpan.FromMilliseconds(500) };
    }

    /// <summary>The nodes that the extender leaves of those that passed the filters, and its reasons against the others. An extender that does not answer leaves all of them.</summary>
    public async Task<(IReadOnlyList<string> Nodes, IReadOnlyDictionary<string, string> Failed)> Filter(StoredObject pod, IReadOnlyList<string> nodes, CancellationToken cancellation)
    {
        var failed = new Dictionary<string, string>(StringComparer.Ordinal);
        if (await Post("filter", Arguments(pod, nodes), cancellation) is not { } answer)
            return (nodes, failed);
        if (answer.Text("Error") is { Length: > 0 } error)
        {
            log.WriteLine($"extender: filter: {error}");
            return (nodes, failed);
        }

        foreach (string field in new[] { "FailedNodes", "FailedAndUnresolvableNodes" })
        {
            if (answer.At(field) is not { ValueKind: JsonValueKind.Object } map)
                continue;
            foreach (JsonProperty node in map.EnumerateObject())
                failed[node.Name] = node.Value.GetString() ?? "";
        }

        var left = answer.Items("NodeNames").Select(n => n.GetString()).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return ([.. nodes.Where(left.Contains)], failed);
    }

    /// <summary>Points of 0 to 10 for each node; empty when it does not answer.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Prioritize(StoredObject pod, IReadOnlyList<string> nodes, CancellationToken cancellation)
    {
        var points = new Dictionary<string, long>(StringComparer.Ordinal);
        if (await Post("prioritize", Arguments(pod, nodes), cancellation) is { ValueKind: JsonValueKind.Array } answer)
        {
            foreach (JsonElement entry in answer.EnumerateArray())
                points[entry.Text("Host") ?? ""] = entry.Number(0, "Score");
        }

        return points;
    }

    /// <summary>Whether the pod may preempt these victims on this node; an extender that does not answer does not object.</summary>
    public async Task<bool> AllowsPreemption(StoredObject pod, string node, IEnumerable<string> victims, CancellationToken cancellation)
    {
        var pods = new JsonArray([.. victims.Select(uid => new JsonObject { ["UID"] = uid })]);
        var arguments = new JsonObject
        {
            ["Pod"] = pod.Copy(),
            ["NodeNameToMetaVictims"] = new JsonObject { [node] = new JsonObject { ["Pods"] = pods, ["NumPDBViolations"] = 0 } },
        };
        return await Post("preempt", arguments, cancellation) is not { } answer || answer.At("NodeNameToMetaVictims", node) is not null;
    }

    public void Dispose() => http.Dispose();

    private static JsonObject Arguments(StoredObject pod, IReadOnlyList<string> nodes) => new()
    {
        ["Pod"] = pod.Copy(),
        ["Nodes"] = null,
        ["NodeNames"] = new JsonArray([.. nodes.Select(n => (JsonNode)n)]),
    };

    private async Task<JsonElement?> Post(string verb, JsonObject arguments, CancellationToken cancellation)
    {
        try
        {
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes<JsonNode>(arguments));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await http.PostAsync(new Uri(verb, UriKind.Relative), content, cancellation);
            if (!response.IsSuccessStatusCode)
                throw new HttpRequestException($"it answers {(int)response.StatusCode}");
            using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            log.WriteLine($"extender: {verb}: {e.Message}");
            return null;
        }
    }
}
