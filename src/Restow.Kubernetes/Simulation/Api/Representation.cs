using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>How objects are written for a client: as they are, or as rows of a table, which is what kubectl get asks for.</summary>
internal sealed class Representation(bool table, DateTimeOffset now)
{
    /// <summary>Reads the Accept header.</summary>
    public static Representation For(string accept, DateTimeOffset now) => new(accept.Contains("as=Table", StringComparison.Ordinal), now);

    public byte[] Single(StoredObject item) => table ? JsonSerializer.SerializeToUtf8Bytes<JsonNode>(Table(item.Key.Type, [item], item.Version)) : item.Json;

    public async Task WriteList(Stream output, ResourceType type, IEnumerable<StoredObject> items, long version, CancellationToken cancellation)
    {
        if (table)
        {
            await JsonSerializer.SerializeAsync<JsonNode>(output, Table(type, items, version), cancellationToken: cancellation);
            return;
        }

        // The objects' bytes as they are: a list of ten thousand pods is copied, not parsed.
        using var buffer = new MemoryStream();
        buffer.Write(System.Text.Encoding.UTF8.GetBytes($$"""{"kind":"{{type.Kind}}List","apiVersion":"{{type.ApiVersion}}","metadata":{"resourceVersion":"{{version}}"},"items":["""));
        bool first = true;
        foreach (StoredObject item in items)
        {
            if (!first)
                buffer.WriteByte((byte)',');
            first = false;
            buffer.Write(item.Json);
            if (buffer.Length > 1 << 20)
                await Flush();
        }

        buffer.Write("]}"u8);
        await Flush();

        async Task Flush()
        {
            await output.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellation);
            buffer.SetLength(0);
        }
    }

    private JsonObject Table(ResourceType type, IEnumerable<StoredObject> items, long version)
    {
        IReadOnlyList<Column> columns = Columns.Of(type, now);
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) },
            ["columnDefinitions"] = new JsonArray([.. columns.Select(c => new JsonObject
            {
                ["name"] = c.Name,
                ["type"] = c.Type,
                ["format"] = c.Name == "Name" ? "name" : "",
                ["description"] = "",
                ["priority"] = c.Wide ? 1 : 0,
            })]),
            ["rows"] = new JsonArray([.. items.Select(item => new JsonObject
            {
                ["cells"] = new JsonArray([.. columns.Select(c => c.Cell(item.Root))]),
                ["object"] = new JsonObject
                {
                    ["kind"] = "PartialObjectMetadata",
                    ["apiVersion"] = "meta.k8s.io/v1",
                    ["metadata"] = item.Root.At("metadata") is { } metadata ? JsonObject.Create(metadata) : null,
                },
            })]),
        };
    }
}
