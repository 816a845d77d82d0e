using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Tests.Simulation;

public class ObjectStoreTests
{
    private static readonly ObjectKey Key = new(ResourceTypes.Pods, "default", "web");

    [Fact]
    public void TryWrite_StaleVersion_IsRefused()
    {
        var store = new ObjectStore();
        StoredObject first = store.TryWrite(Key, 0, Pod("a"))!;
        Assert.Null(store.TryWrite(Key, 0, Pod("b")));
        StoredObject second = store.TryWrite(Key, first.Version, Pod("b"))!;
        Assert.Null(store.TryWrite(Key, first.Version, Pod("c")));
        Assert.True(second.Version > first.Version);
        Assert.Equal("b", store.Find(Key.Type, "default", "web")!.Root.Text("spec", "nodeName"));
    }

    [Fact]
    public void TryWrite_Deletion_KeepsTheLastStateUnderANewVersion()
    {
        var store = new ObjectStore();
        StoredObject first = store.TryWrite(Key, 0, Pod("a"))!;
        StoredObject last = store.TryWrite(Key, first.Version, null)!;
        Assert.True(last.Version > first.Version);
        Assert.Equal("a", last.Root.Text("spec", "nodeName"));
        Assert.Null(store.Find(Key.Type, "default", "web"));
        Assert.Null(store.TryWrite(Key, last.Version, null));
    }

    [Fact]
    public void Subscribe_FromAVersion_SeesEveryLaterChangeInOrder()
    {
        var store = new ObjectStore();
        StoredObject first = store.TryWrite(Key, 0, Pod("a"))!;
        StoredObject second = store.TryWrite(Key, first.Version, Pod("b"))!;
        using ObjectStore.Subscription subscription = store.Subscribe(_ => true, first.Version)!;
        store.TryWrite(Key, second.Version, null);
        Assert.True(subscription.Changes.TryRead(out Change? modified));
        Assert.True(subscription.Changes.TryRead(out Change? deleted));
        Assert.False(subscription.Changes.TryRead(out _));
        Assert.Equal((ChangeKind.Modified, ChangeKind.Deleted), (modified.Kind, deleted.Kind));
        Assert.Equal("a", modified.Before!.Root.Text("spec", "nodeName"));
    }

    [Fact]
    public void Subscribe_FromBeforeTheHistory_IsRefused()
    {
        var store = new ObjectStore(history: 3);
        long version = 0;
        for (int i = 0; i < 6; i++)
            version = store.TryWrite(Key, version, Pod($"n{i}"))!.Version;
        Assert.Null(store.Subscribe(_ => true, 2));
        using ObjectStore.Subscription? kept = store.Subscribe(_ => true, version - 3);
        Assert.Equal(3, kept!.Changes.Count);
    }

    [Fact]
    public async Task Subscribe_ReaderTooFarBehind_IsEnded()
    {
        var store = new ObjectStore();
        using ObjectStore.Subscription slow = store.Subscribe(_ => true, store.Version, most: 2)!;
        long version = 0;
        for (int i = 0; i < 4; i++)
            version = store.TryWrite(Key, version, Pod($"n{i}"))!.Version;
        Assert.True(slow.Changes.TryRead(out _));
        Assert.True(slow.Changes.TryRead(out _));
        Assert.False(await slow.Changes.WaitToReadAsync());
    }

    [Fact]
    public void OwnedBy_FollowsWritesAndDeletions()
    {
        var store = new ObjectStore();
        JsonObject owned = Pod("a");
        owned.Child("metadata")["ownerReferences"] = new JsonArray(new JsonObject { ["uid"] = "u1" });
        StoredObject pod = store.TryWrite(Key, 0, owned)!;
        Assert.Single(store.OwnedBy("u1"));
        StoredObject free = store.TryWrite(Key, pod.Version, Pod("a"))!;
        Assert.Empty(store.OwnedBy("u1"));
        store.TryWrite(Key, free.Version, null);
        Assert.Empty(store.OwnedBy("u1"));
    }

    private static JsonObject Pod(string node) => new() { ["metadata"] = new JsonObject { ["name"] = "web" }, ["spec"] = new JsonObject { ["nodeName"] = node } };
}
