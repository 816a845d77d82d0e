using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Cache;
using Restow.Kubernetes.Tests.Fakes;

namespace Restow.Kubernetes.Tests.Cache;

/// <summary>A cache that follows a fake cluster.</summary>
internal sealed class CachedCluster : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    private CachedCluster(FakeCluster cluster) => Cluster = cluster;

    public FakeCluster Cluster { get; }

    public ClusterCache Cache { get; } = new("fake", "default-scheduler");

    public static async Task<CachedCluster> FollowAsync(FakeCluster cluster, string policy = "policy/v1")
    {
        var followed = new CachedCluster(cluster);
        var synced = new TaskCompletionSource();
        followed.running = followed.Cache.RunAsync(cluster, new ApiVersions(policy, policy), synced, new Signal(), TimeProvider.System, NullLogger.Instance, followed.stop.Token);
        await Patience.OfAsync("the cache is read", synced.Task);
        return followed;
    }

    /// <summary>Waits until the last change of the cluster has arrived: a marker comes after it on the pods' watch.</summary>
    public async Task CatchUpAsync()
    {
        string name = $"marker-{Guid.NewGuid():N}";
        Cluster.Put($"/api/v1/namespaces/marker/pods/{name}", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "marker", ["uid"] = name }, ["status"] = new JsonObject { ["phase"] = "Succeeded" } });
        await Patience.UntilAsync("the cache has caught up", () => Cache.Find(name) is not null);
        await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }
}
