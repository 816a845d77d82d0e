using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Restow.Core;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Extending;
using Restow.Kubernetes.Reservations;
using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;
using Restow.Packing.Snapshots.Conversion;
using Restow.Packing.Snapshots.Input;

namespace Restow.Kubernetes.Cache;

/// <summary>The live cluster in memory: fed by lists and watches, read by the controller, the executor and the extender. Safe for concurrent use.</summary>
/// <remarks>
/// Each event costs one parse and a few updates of sums; the packer's model is put together only when a plan is made, from what
/// is unchanged and what is converted anew. <see cref="Changed"/> is raised after each event.
/// </remarks>
internal sealed class ClusterCache : INodeRoom
{
    private readonly Lock gate = new();
    private readonly ClusterTables tables;
    private readonly ClusterAssembly assembly;
    private readonly NodeRooms rooms = new();
    private readonly PodIndex index = new();
    private readonly EffectiveRequests requests;
    private readonly AmountReader amounts;
    private readonly string schedulerName;
    private ApiVersions versions = new("policy/v1", "policy/v1");

    public ClusterCache(string source, string schedulerName)
    {
        this.schedulerName = schedulerName;

        // What is wrong with an amount is reported when the model is put together.
        amounts = new AmountReader(new Findings(source));
        requests = new EffectiveRequests(amounts);
        tables = new ClusterTables(gate, PodChanged, NodeChanged, ControllerChanged, StorageChanged, OtherChanged);
        assembly = new ClusterAssembly(tables, source);
    }

    /// <summary>Raised after each event.</summary>
    public Signal Changed { get; } = new();

    /// <summary>Counts up when room may have appeared: a pod left a node, a node came or grew, a budget changed.</summary>
    public long RoomVersion { get; private set; }

    public long UnschedulableVersion
    {
        get
        {
            lock (gate)
                return index.UnschedulableVersion;
        }
    }

    /// <summary>How many pods were converted for the packer so far.</summary>
    public long Conversions => assembly.Conversions;

    /// <summary>Follows the cluster until cancelled.</summary>
    /// <param name="synced">Set after the first list of every collection.</param>
    /// <param name="recovered">Raised when the server answers again after an outage.</param>
    public async Task RunAsync(IClusterApi api, ApiVersions discovered, TaskCompletionSource synced, Signal recovered, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        versions = discovered;
        ObjectFeed[] feeds = [.. tables.All(discovered).Select(t => new ObjectFeed(api, t.Resource, t.Table, recovered, time, log))];
        Task running = Task.WhenAll(feeds.Select(feed => feed.RunAsync(cancellation)));
        await Task.WhenAny(running, Task.WhenAll(feeds.Select(feed => feed.Synced)));
        if (!running.IsCompleted)
            synced.TrySetResult();
        Changed.Raise();
        await running;
    }

    /// <summary>The packer's model of the cluster as it is now.</summary>
    public Result<Cluster> Assemble()
    {
        lock (gate)
            return assembly.Assemble(versions);
    }

    public int Waiting(PendingReason reason)
    {
        lock (gate)
            return index.Waiting(reason);
    }

    public PodState? Find(string uid)
    {
        lock (gate)
            return index.Find(uid);
    }

    /// <summary>The pods that stand in for each other under a key, finished ones left out.</summary>
    public IReadOnlyList<PodState> ReplicasOf(ReplicaKey key)
    {
        lock (gate)
            return [.. index.Of(key).Where(pod => !pod.Finished)];
    }

    /// <summary>The pods that hold room on a node. Looks at every pod.</summary>
    public IReadOnlyList<PodState> On(string node)
    {
        lock (gate)
            return [.. index.All.Where(pod => pod.IsCharged && pod.Node == node)];
    }

    public bool TryGetFree(string node, out Resources free)
    {
        bool isKnown = rooms.TryGetFree(node, out Resources? room);
        free = room ?? [];
        return isKnown;
    }

    public Resources RequestsOf(V1Pod pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        if (pod.Metadata?.Uid is { Length: > 0 } uid && Find(uid) is { } known)
            return known.Requests;
        PodObject? parsed = JsonSerializer.Deserialize(KubernetesJson.Serialize(pod), ApiJson.Default.PodObject);
        return parsed is null ? [] : PodReading.Of(parsed, requests);
    }

    /// <summary>Effective requests of a pod by its UID: what a node gains when it goes.</summary>
    public bool TryGetRequests(string podUid, [MaybeNullWhen(false)] out Resources requests)
    {
        requests = Find(podUid)?.Requests;
        return requests is not null;
    }

    private void PodChanged(PodObject? before, PodObject? after)
    {
        assembly.Forget(before);
        PodState? was = before?.Metadata?.Uid is { } uid ? index.Find(uid) : null;
        PodState? isNow = after is null ? null : PodReading.Read(after, requests, schedulerName);
        index.Change(was, isNow);
        if (was is { IsCharged: true, Node: { } left })
            rooms.Charge(left, was.Requests, -1);
        if (isNow is { IsCharged: true, Node: { } reached })
            rooms.Charge(reached, isNow.Requests, 1);
        if (was is { IsCharged: true } && isNow is not { IsCharged: true })
            RoomVersion++;
        Changed.Raise();
    }

    private void NodeChanged(NodeObject? before, NodeObject? after)
    {
        string name = (after ?? before)!.Name;

        // Heartbeats change an object every few minutes and nothing that matters here.
        Node? was = before is null ? null : NodeConversion.Convert(before, amounts);
        Node? isNow = after is null ? null : NodeConversion.Convert(after, amounts);
        assembly.Forget(before);
        rooms.SetNode(name, isNow?.Allocatable);
        if (!NodeEquality.Same(was, isNow))
            RoomVersion++;
        Changed.Raise();
    }

    private void ControllerChanged(ControllerObject? before, ControllerObject? after) => assembly.ControllerChanged(before, after);

    private void StorageChanged(ApiObject? before, ApiObject? after)
    {
        assembly.StorageChanged();
        OtherChanged();
    }

    private void OtherChanged()
    {
        RoomVersion++;
        Changed.Raise();
    }
}
