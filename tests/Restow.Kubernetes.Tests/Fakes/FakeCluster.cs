using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Restow.Kubernetes.Api;

namespace Restow.Kubernetes.Tests.Fakes;

/// <summary>An API server in memory: collections with resource versions, watches, evictions. Controllers and the scheduler are <see cref="FakeControlPlane"/>.</summary>
internal sealed class FakeCluster : IClusterApi
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, JsonObject> objects = new(StringComparer.Ordinal);
    private readonly List<(string Collection, Channel<ReadOnlyMemory<byte>?> Lines)> watches = [];
    private readonly List<Channel<ReadOnlyMemory<byte>?>> deaf = [];
    private int version = 100;

    public string Address => "fake";

    /// <summary>Every call but reads, as <c>METHOD path</c>.</summary>
    public List<string> Writes { get; } = [];

    /// <summary>Every watch that was opened.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Watched { get; } = new();

    /// <summary>Told of each change, outside the lock: type and object.</summary>
    public event Action<string, JsonObject>? Changed;

    /// <summary>The status of an eviction of a pod of this name; 201 lets it happen.</summary>
    public Func<string, int> EvictionStatus { get; set; } = _ => 201;

    /// <summary>What is answered in a call's place; <c>null</c> for the usual.</summary>
    public Func<ApiCall, ApiAnswer?> Interference { get; set; } = _ => null;

    public string PolicyVersion { get; set; } = "v1";

    public int Version => version;

    public IReadOnlyList<JsonObject> All(ApiResource resource)
    {
        lock (gate)
            return [.. objects.Where(o => Collection(o.Key) == resource.All).Select(o => (JsonObject)o.Value.DeepClone())];
    }

    public JsonObject? Find(string path)
    {
        lock (gate)
            return objects.GetValueOrDefault(path) is { } found ? (JsonObject)found.DeepClone() : null;
    }

    public void Put(string path, JsonObject item)
    {
        bool isNew;
        lock (gate)
        {
            isNew = !objects.ContainsKey(path);
            Stamp(item);
            objects[path] = item;
            Tell(path, isNew ? "ADDED" : "MODIFIED", item);
        }

        Changed?.Invoke(isNew ? "ADDED" : "MODIFIED", item);
    }

    /// <summary>Removes an object without telling <see cref="Changed"/>: no controller brings it back.</summary>
    public void RemoveForGood(string path) => Take(path);

    public void Remove(string path)
    {
        if (Take(path) is { } gone)
            Changed?.Invoke("DELETED", gone);
    }

    private JsonObject? Take(string path)
    {
        lock (gate)
        {
            if (!objects.Remove(path, out JsonObject? gone))
                return null;
            Stamp(gone);
            Tell(path, "DELETED", gone);
            return gone;
        }
    }

    /// <summary>Sends a line to all watches of a collection as it is.</summary>
    public void Tell(ApiResource resource, string line)
    {
        lock (gate)
        {
            foreach ((string _, Channel<ReadOnlyMemory<byte>?> lines) in watches.Where(w => w.Collection == resource.All))
                lines.Writer.TryWrite(System.Text.Encoding.UTF8.GetBytes(line));
        }
    }

    /// <summary>From now on the open watches of a collection miss what happens; only <see cref="Tell(ApiResource, string)"/> reaches them.</summary>
    public void EndWatchesSilently(ApiResource resource)
    {
        lock (gate)
            deaf.AddRange(watches.Where(w => w.Collection == resource.All).Select(w => w.Lines));
    }

    /// <summary>Ends all watches of a collection.</summary>
    public void EndWatches(ApiResource resource)
    {
        lock (gate)
        {
            foreach ((string _, Channel<ReadOnlyMemory<byte>?> lines) in watches.Where(w => w.Collection == resource.All))
                lines.Writer.TryComplete();
        }
    }

    public Task<ApiAnswer> SendAsync(ApiCall call, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Interference(call) is { } instead)
            return Task.FromResult(instead);
        string path = call.Path.Split('?')[0];
        if (call.Method != HttpMethod.Get)
        {
            lock (Writes)
                Writes.Add($"{call.Method} {path}");
        }

        return Task.FromResult(call.Method.Method switch
        {
            "GET" => Get(path),
            "POST" when path.EndsWith("/eviction", StringComparison.Ordinal) => Evict(path[..^"/eviction".Length], Body(call)),
            "POST" => Post(path, Body(call)),
            "PUT" => Replace(path, Body(call)),
            "PATCH" => Patch(path, Body(call)),
            "DELETE" => Delete(path),
            _ => Answer(405, Status("no such method")),
        });
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> WatchAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var lines = Channel.CreateUnbounded<ReadOnlyMemory<byte>?>();
        string collection = path.Split('?')[0];
        int from = int.Parse(path.Split("resourceVersion=")[1]);
        lock (gate)
        {
            watches.Add((collection, lines));
            Watched.Enqueue(path);

            // What changed between the list and the watch.
            foreach ((string key, JsonObject item) in objects.Where(o => Collection(o.Key) == collection && VersionOf(o.Value) > from))
                lines.Writer.TryWrite(Line("MODIFIED", item));
        }

        await foreach (ReadOnlyMemory<byte>? line in lines.Reader.ReadAllAsync(cancellation))
            yield return line!.Value;
    }

    public static ApiAnswer Answer(int status, JsonNode body) => new(status, JsonSerializer.SerializeToUtf8Bytes(body));

    public static JsonObject Status(string message) => new() { ["kind"] = "Status", ["message"] = message };

    private static JsonObject Body(ApiCall call) => (JsonObject)JsonNode.Parse(call.Body.Span)!;

    private ApiAnswer Get(string path)
    {
        lock (gate)
        {
            if (path == "/apis/policy")
                return Answer(200, JsonNode.Parse($$"""{"versions":[{"groupVersion":"policy/{{PolicyVersion}}"}]}""")!);
            if (path == "/api/v1")
                return Answer(200, JsonNode.Parse($$"""{"resources":[{"name":"pods/eviction","group":"policy","version":"{{PolicyVersion}}"}]}""")!);
            if (objects.TryGetValue(path, out JsonObject? found))
                return Answer(200, found);
            if (path.Contains("/namespaces/", StringComparison.Ordinal))
                return Answer(404, Status("not found"));
            JsonNode[] items = [.. objects.Where(o => Collection(o.Key) == path).Select(o => o.Value.DeepClone())];
            return Answer(200, new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = $"{version}" }, ["items"] = new JsonArray(items) });
        }
    }

    private ApiAnswer Post(string path, JsonObject item)
    {
        string key = $"{path}/{item["metadata"]!["name"]}";
        if (Find(key) is not null)
            return Answer(409, Status("already exists"));
        item["metadata"]!["uid"] ??= Guid.NewGuid().ToString();
        Put(key, item);
        return Answer(201, Find(key) ?? item);
    }

    private ApiAnswer Replace(string path, JsonObject item)
    {
        if (Find(path) is not { } known)
            return Answer(404, Status("not found"));
        if ((string?)item["metadata"]!["resourceVersion"] is { } expected && expected != (string?)known["metadata"]!["resourceVersion"])
            return Answer(409, Status("the object has been modified"));
        Put(path, item);
        return Answer(200, Find(path)!);
    }

    private ApiAnswer Patch(string path, JsonObject change)
    {
        path = path.EndsWith("/status", StringComparison.Ordinal) ? path[..^"/status".Length] : path;
        if (Find(path) is not { } known)
            return Answer(404, Status("not found"));
        Merge(known, change);
        Put(path, known);
        return Answer(200, known);
    }

    private ApiAnswer Delete(string path)
    {
        if (Find(path) is null)
            return Answer(404, Status("not found"));
        Remove(path);
        return Answer(200, Status("deleted"));
    }

    private ApiAnswer Evict(string path, JsonObject eviction)
    {
        if (Find(path) is not { } pod)
            return Answer(404, Status("not found"));
        if ((string?)eviction["deleteOptions"]?["preconditions"]?["uid"] is { } uid && uid != (string?)pod["metadata"]!["uid"])
            return Answer(409, Status("the UID in the precondition does not match"));
        int status = EvictionStatus((string)pod["metadata"]!["name"]!);
        if (status != 201)
            return Answer(status, Status("Cannot evict pod as it would violate the pod's disruption budget."));
        Remove(path);
        return Answer(201, Status("evicted"));
    }

    private static void Merge(JsonObject target, JsonObject change)
    {
        foreach ((string name, JsonNode? value) in change)
        {
            if (value is JsonObject inner && target[name] is JsonObject known)
                Merge(known, inner);
            else if (value is null)
                target.Remove(name);
            else if (name == "conditions" && value is JsonArray changed && target[name] is JsonArray conditions)
                target[name] = new JsonArray([.. conditions.Where(c => changed.All(n => (string?)n!["type"] != (string?)c!["type"])).Concat(changed).Select(c => c!.DeepClone())]);
            else
                target[name] = value.DeepClone();
        }
    }

    private static string Collection(string path)
    {
        string[] parts = path.Split('/');
        int space = Array.IndexOf(parts, "namespaces");
        return space > 0 && parts.Length > space + 3 ? string.Join('/', parts[..space].Append(parts[space + 2])) : path[..path.LastIndexOf('/')];
    }

    private static int VersionOf(JsonObject item) => int.Parse((string)item["metadata"]!["resourceVersion"]!);

    private static byte[] Line(string type, JsonObject item) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["type"] = type, ["object"] = item.DeepClone() });

    private void Stamp(JsonObject item) => item["metadata"]!["resourceVersion"] = $"{++version}";

    private void Tell(string path, string type, JsonObject item)
    {
        string collection = Collection(path);
        foreach ((string _, Channel<ReadOnlyMemory<byte>?> lines) in watches.Where(w => w.Collection == collection && !deaf.Contains(w.Lines)))
            lines.Writer.TryWrite(Line(type, item));
    }
}
