using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Restow.Packing.Snapshots.Api;

namespace Restow.Kubernetes.Cache;

/// <summary>The objects of one collection by namespace and name, each parsed once when it changes.</summary>
/// <remarks>All access is under the cache's lock, which the table takes itself when a feed writes. Objects are never modified, only replaced.</remarks>
internal sealed class Table<T>(JsonTypeInfo<T> type, Lock gate, Action<T?, T?> changed) : ITable
    where T : ApiObject
{
    private readonly Dictionary<(string Namespace, string Name), T> objects = [];

    public IReadOnlyCollection<T> All => objects.Values;

    public T? Find(string space, string name) => objects.GetValueOrDefault((space, name));

    public void Replace(IReadOnlyList<ReadOnlyMemory<byte>> items)
    {
        T[] parsed = [.. items.Select(Parse)];
        var present = parsed.Select(Key).ToHashSet();
        lock (gate)
        {
            foreach (T gone in objects.Where(o => !present.Contains(o.Key)).Select(o => o.Value).ToArray())
                Drop(gone);
            foreach (T item in parsed)
                Set(item);
        }
    }

    public void Put(ReadOnlyMemory<byte> item)
    {
        T parsed = Parse(item);
        lock (gate)
            Set(parsed);
    }

    public void Remove(ReadOnlyMemory<byte> item)
    {
        T parsed = Parse(item);
        lock (gate)
            Drop(parsed);
    }

    private static (string Namespace, string Name) Key(T item) => (item.Namespace, item.Name);

    private T Parse(ReadOnlyMemory<byte> item) => JsonSerializer.Deserialize(item.Span, type) ?? throw new JsonException("an object is null");

    private void Set(T item)
    {
        objects.TryGetValue(Key(item), out T? before);
        if (before?.Metadata?.ResourceVersion is { } known && known == item.Metadata?.ResourceVersion)
            return;
        objects[Key(item)] = item;
        changed(before, item);
    }

    private void Drop(T item)
    {
        if (objects.Remove(Key(item), out T? before))
            changed(before, null);
    }
}
