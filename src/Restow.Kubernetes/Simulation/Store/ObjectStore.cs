using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Restow.Kubernetes.Simulation.Store;

/// <summary>
/// The objects of the cluster, one resource version for all of them as in etcd, and the latest changes for watches. Every write is atomic and seen by every subscriber in order.
/// </summary>
/// <remarks>Safe for concurrent use. Rules of the API (defaults, status, deletion) are not here: see <see cref="Api.ObjectWrites"/>.</remarks>
internal sealed class ObjectStore(int history = 20_000)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ResourceType, SortedDictionary<(string Namespace, string Name), StoredObject>> objects =
        ResourceTypes.All.ToDictionary(type => type, _ => new SortedDictionary<(string, string), StoredObject>(Names.Instance));

    private readonly Dictionary<string, HashSet<ObjectKey>> owned = new(StringComparer.Ordinal);
    private readonly Queue<Change> changes = new();
    private readonly List<Subscription> subscriptions = [];
    private long version = 1;
    private long oldest = 1;

    public long Version => Interlocked.Read(ref version);

    public StoredObject? Find(ResourceType type, string space, string name)
    {
        lock (gate)
            return objects[type].GetValueOrDefault((space, name));
    }

    /// <summary>All objects of a type, in the order of their names, and the version at which they were so.</summary>
    public (IReadOnlyList<StoredObject> Items, long Version) List(ResourceType type, string? space = null)
    {
        lock (gate)
        {
            IEnumerable<StoredObject> all = objects[type].Values;
            return ([.. space is null ? all : all.Where(o => o.Key.Namespace == space)], version);
        }
    }

    /// <summary>The objects that name this UID as an owner.</summary>
    public IReadOnlyList<StoredObject> OwnedBy(string uid)
    {
        lock (gate)
            return owned.TryGetValue(uid, out HashSet<ObjectKey>? keys) ? [.. keys.Select(k => objects[k.Type][(k.Namespace, k.Name)])] : [];
    }

    /// <summary>
    /// Replaces an object, if it still is at the version <paramref name="expected"/> (0: if there is none).
    /// </summary>
    /// <param name="content">The new content, whose resource version is set here; <c>null</c> deletes the object.</param>
    /// <returns>The new version, the last one of what was deleted; <c>null</c> when somebody else was quicker.</returns>
    public StoredObject? TryWrite(ObjectKey key, long expected, JsonObject? content)
    {
        lock (gate)
        {
            SortedDictionary<(string, string), StoredObject> ofType = objects[key.Type];
            StoredObject? before = ofType.GetValueOrDefault((key.Namespace, key.Name));
            if ((before?.Version ?? 0) != expected || (before is null && content is null))
                return null;
            long next = version + 1;
            JsonObject written = content ?? before!.Copy();
            written.Child("metadata")["resourceVersion"] = next.ToString(CultureInfo.InvariantCulture);
            var after = new StoredObject(key, next, written);
            Interlocked.Exchange(ref version, next);
            if (content is null)
                ofType.Remove((key.Namespace, key.Name));
            else
                ofType[(key.Namespace, key.Name)] = after;
            Index(before, content is null ? null : after);
            Publish(new Change(content is null ? ChangeKind.Deleted : before is null ? ChangeKind.Added : ChangeKind.Modified, next, after, before));
            return after;
        }
    }

    /// <summary>The changes after a version, then those to come.</summary>
    /// <param name="most">How far the reader may fall behind; it is ended then.</param>
    /// <returns><c>null</c> when the changes after that version are no longer kept.</returns>
    public Subscription? Subscribe(Func<ResourceType, bool> types, long since, int most = int.MaxValue)
    {
        lock (gate)
        {
            if (since < oldest)
                return null;
            var subscription = new Subscription(this, types, most);
            foreach (Change change in changes.Where(c => c.Version > since))
                subscription.Offer(change);
            subscriptions.Add(subscription);
            return subscription;
        }
    }

    private void Index(StoredObject? before, StoredObject? after)
    {
        foreach (string uid in before?.Owners ?? [])
        {
            if (owned.TryGetValue(uid, out HashSet<ObjectKey>? keys) && keys.Remove(before!.Key) && keys.Count == 0)
                owned.Remove(uid);
        }

        foreach (string uid in after?.Owners ?? [])
        {
            if (!owned.TryGetValue(uid, out HashSet<ObjectKey>? keys))
                owned[uid] = keys = [];
            keys.Add(after!.Key);
        }
    }

    private void Publish(Change change)
    {
        changes.Enqueue(change);
        if (changes.Count > history)
            oldest = changes.Dequeue().Version;
        foreach (Subscription subscription in subscriptions)
            subscription.Offer(change);
    }

    private void Remove(Subscription subscription)
    {
        lock (gate)
            subscriptions.Remove(subscription);
    }

    /// <summary>The changes that one reader has not read yet.</summary>
    internal sealed class Subscription(ObjectStore store, Func<ResourceType, bool> types, int most) : IDisposable
    {
        private readonly Channel<Change> channel = Channel.CreateUnbounded<Change>();

        public ChannelReader<Change> Changes => channel.Reader;

        public void Offer(Change change)
        {
            if (!types(change.Object.Key.Type))
                return;
            if (channel.Reader.Count < most)
                channel.Writer.TryWrite(change);
            else
                channel.Writer.TryComplete();
        }

        public void Dispose() => store.Remove(this);
    }

    private sealed class Names : IComparer<(string Namespace, string Name)>
    {
        public static readonly Names Instance = new();

        public int Compare((string Namespace, string Name) x, (string Namespace, string Name) y) =>
            string.CompareOrdinal(x.Namespace, y.Namespace) is var order and not 0 ? order : string.CompareOrdinal(x.Name, y.Name);
    }
}
