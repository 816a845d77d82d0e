using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>
/// The changes of a collection as a client sees them: one that enters the selection is ADDED, one that leaves it DELETED, whatever was written.
/// </summary>
internal sealed class WatchStream(ObjectStore store, ResourceType type, Selection selection, Representation representation, TimeProvider time)
{
    // A client that reads so slowly starts again with a list.
    private const int MostBehind = 50_000;

    private static readonly TimeSpan BookmarkPeriod = TimeSpan.FromSeconds(15);

    /// <summary>How long the watch lasts; clients come again.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    public bool Bookmarks { get; init; }

    /// <summary>Starts after this version; <c>null</c> starts with the objects that are there.</summary>
    public long? Since { get; init; }

    /// <summary>Whether the client wants to be told when the objects that were there have all been sent.</summary>
    public bool MarksInitialEnd { get; init; }

    public async Task Run(Stream output, CancellationToken cancellation)
    {
        long version = Since ?? store.Version;
        if (Since is null)
        {
            (IReadOnlyList<StoredObject> items, version) = store.List(type);
            foreach (StoredObject item in items.Where(selection.Matches))
                await Send(output, "ADDED", representation.Single(item), cancellation);
            if (MarksInitialEnd)
                await Bookmark(output, version, true, cancellation);
        }

        using ObjectStore.Subscription? subscription = store.Subscribe(t => t == type, version, MostBehind);
        if (subscription is null)
        {
            byte[] expired = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(ApiStatus.Expired($"too old resource version: {version} ({store.Version})").ToJson());
            await Send(output, "ERROR", expired, cancellation);
            return;
        }

        await output.FlushAsync(cancellation);
        await Follow(subscription.Changes, version, output, cancellation);
    }

    private async Task Follow(ChannelReader<Change> changes, long version, Stream output, CancellationToken cancellation)
    {
        DateTimeOffset end = time.GetUtcNow() + Timeout;
        while (time.GetUtcNow() is var now && now < end)
        {
            TimeSpan pause = end - now < BookmarkPeriod ? end - now : BookmarkPeriod;
            using var tick = new CancellationTokenSource(pause, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(tick.Token, cancellation);
            try
            {
                if (!await changes.WaitToReadAsync(either.Token))
                    return;
                while (changes.TryRead(out Change? change))
                {
                    version = change.Version;
                    await Send(output, change, cancellation);
                }

                await output.FlushAsync(cancellation);
            }
            catch (OperationCanceledException) when (tick.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                if (Bookmarks)
                    await Bookmark(output, version, false, cancellation);
            }
        }
    }

    private Task Send(Stream output, Change change, CancellationToken cancellation)
    {
        bool before = change.Before is not null && selection.Matches(change.Before);
        bool after = change.Kind != ChangeKind.Deleted && selection.Matches(change.Object);
        string? name = (before, after) switch
        {
            (false, true) => "ADDED",
            (true, true) => "MODIFIED",
            (true, false) => "DELETED",
            _ => null,
        };
        return name is null ? Task.CompletedTask : Send(output, name, representation.Single(change.Object), cancellation);
    }

    private async Task Bookmark(Stream output, long version, bool initialEnd, CancellationToken cancellation)
    {
        string annotations = initialEnd ? ""","annotations":{"k8s.io/initial-events-end":"true"}""" : "";
        string item = $$$"""{"kind":"{{{type.Kind}}}","apiVersion":"{{{type.ApiVersion}}}","metadata":{"resourceVersion":"{{{version}}}","creationTimestamp":null{{{annotations}}} } }""";
        await Send(output, "BOOKMARK", Encoding.UTF8.GetBytes(item), cancellation);
        await output.FlushAsync(cancellation);
    }

    private static async Task Send(Stream output, string name, byte[] item, CancellationToken cancellation)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes($$"""{"type":"{{name}}","object":"""), cancellation);
        await output.WriteAsync(item, cancellation);
        await output.WriteAsync("}\n"u8.ToArray(), cancellation);
    }
}
