using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Cache;
using Restow.Kubernetes.Tests.Fakes;

namespace Restow.Kubernetes.Tests.Cache;

public sealed class ObjectFeedTests : IAsyncDisposable
{
    private readonly FakeCluster cluster = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Names table = new();
    private readonly List<string> asked = [];
    private Task running = Task.CompletedTask;

    [Fact]
    public async Task Run_ChangesAfterTheList_Arrive()
    {
        Put("a");
        await StartAsync();
        Put("b");
        await UntilAsync("a", "b");
        cluster.Remove("/api/v1/namespaces/a");
        await UntilAsync("b");
    }

    [Fact]
    public async Task Run_GoneInTheStream_ListsAgainAndDropsWhatVanished()
    {
        Put("a");
        await StartAsync();
        cluster.EndWatchesSilently(ApiResource.Namespaces);
        cluster.Remove("/api/v1/namespaces/a");
        Put("b");
        cluster.Tell(ApiResource.Namespaces, """{"type":"ERROR","object":{"kind":"Status","code":410,"message":"too old"}}""");
        await UntilAsync("b");
    }

    [Fact]
    public async Task Run_WatchEnds_GoesOnFromTheLastBookmark()
    {
        Put("a");
        await StartAsync();
        cluster.Tell(ApiResource.Namespaces, """{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"4711"}}}""");
        cluster.EndWatches(ApiResource.Namespaces);
        await Patience.UntilAsync("it watches from the bookmark", () => cluster.Watched.Any(path => path.EndsWith("resourceVersion=4711", StringComparison.Ordinal)));
        Assert.Single(asked, path => path.StartsWith("/api/v1/namespaces?limit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ServerUnreachable_TriesUntilItAnswers()
    {
        int failures = 1;
        Put("a");
        cluster.Interference = call => failures-- > 0 ? new ApiAnswer(0, Encoding.UTF8.GetBytes("refused")) : null;
        await StartAsync();
        await UntilAsync("a");
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private void Put(string name) => cluster.Put($"/api/v1/namespaces/{name}", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });

    private async Task StartAsync()
    {
        Func<ApiCall, ApiAnswer?> inner = cluster.Interference;
        cluster.Interference = call =>
        {
            asked.Add(call.Path);
            return inner(call);
        };
        var feed = new ObjectFeed(cluster, ApiResource.Namespaces, table, new Signal(), TimeProvider.System, NullLogger.Instance);
        running = feed.RunAsync(stop.Token);
        await Patience.OfAsync("the feed has its list", feed.Synced);
        await Patience.UntilAsync("it watches", () => !cluster.Watched.IsEmpty);
    }

    private Task UntilAsync(params string[] names) => Patience.UntilAsync($"the table has {string.Join(", ", names)}", () => table.Is(names));

    private sealed class Names : ITable
    {
        private readonly SortedSet<string> names = new(StringComparer.Ordinal);

        public bool Is(string[] expected)
        {
            lock (names)
                return names.SequenceEqual(expected);
        }

        public void Replace(IReadOnlyList<ReadOnlyMemory<byte>> items)
        {
            lock (names)
            {
                names.Clear();
                names.UnionWith(items.Select(Name));
            }
        }

        public void Put(ReadOnlyMemory<byte> item)
        {
            lock (names)
                names.Add(Name(item));
        }

        public void Remove(ReadOnlyMemory<byte> item)
        {
            lock (names)
                names.Remove(Name(item));
        }

        private static string Name(ReadOnlyMemory<byte> item) => (string)JsonNode.Parse(item.Span)!["metadata"]!["name"]!;
    }
}
