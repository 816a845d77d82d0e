using System.Text.Json.Nodes;
using Restow.Core;
using Restow.Kubernetes.Simulation.Api;
using Restow.Kubernetes.Simulation.Controllers;
using Restow.Kubernetes.Simulation.Store;
using Restow.Packing.Model;

namespace Restow.Kubernetes.Simulation.Scheduling;

/// <summary>The default scheduler of the simulated cluster: waits for changes, tries the pods that are due, binds or says why not, preempts.</summary>
internal sealed class SimulatedScheduler(ObjectStore store, ObjectWrites writes, PodRequests pods, EventRecorder events, ExtenderClient? extender, TimeProvider time, TextWriter log)
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    // A snapshot is used for so long; then what happened meanwhile is looked at.
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(500);

    private readonly SchedulingQueue queue = new(time);

    public async Task Run(CancellationToken cancellation)
    {
        using ObjectStore.Subscription subscription = store.Subscribe(t => t != ResourceTypes.Events && t.Kind != "Lease", store.Version)!;
        bool again = true;
        while (true)
        {
            if (!again)
                await WaitForChange(subscription, cancellation);
            await Task.Delay(Gather, time, cancellation);
            while (subscription.Changes.TryRead(out Change? change))
                Look(change);
            again = await Round(cancellation);
        }
    }

    private async Task WaitForChange(ObjectStore.Subscription subscription, CancellationToken cancellation)
    {
        using var tick = new CancellationTokenSource(Tick, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tick.Token, cancellation);
        try
        {
            await subscription.Changes.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Pods whose back-off has ended are due without any change.
        }
    }

    private void Look(Change change)
    {
        ResourceType type = change.Object.Key.Type;
        if (type == ResourceTypes.Pods)
        {
            if (change.Kind == ChangeKind.Deleted || change.Object.Root.Text("spec", "nodeName") is not null)
                queue.Forget(change.Object.Uid);
            if (change.Kind == ChangeKind.Deleted)
                queue.Help();
        }
        else if (type == ResourceTypes.Nodes)
        {
            // Heartbeats help nobody.
            if (change.Before is null || change.Before.Root.At("spec")?.GetRawText() != change.Object.Root.At("spec")?.GetRawText() || change.Before.Root.At("status", "allocatable")?.GetRawText() != change.Object.Root.At("status", "allocatable")?.GetRawText())
                queue.Help();
        }
        else if (type == ResourceTypes.Volumes || type == ResourceTypes.Claims || type == ResourceTypes.StorageClasses || type == ResourceTypes.CsiNodes)
        {
            queue.Help();
        }
    }

    /// <returns>Whether pods that are due are left.</returns>
    private async Task<bool> Round(CancellationToken cancellation)
    {
        bool anyDue = store.List(ResourceTypes.Pods).Items.Any(p => p.Root.Text("spec", "nodeName") is null && !p.Terminating && queue.IsDue(p.Uid));
        if (!anyDue || store.List(ResourceTypes.Nodes).Items.Count == 0)
            return false;
        if (!ClusterReading.Read(store).TryGet(out Cluster? cluster, out Fault? fault))
        {
            await log.WriteLineAsync($"scheduler: {fault}");
            return false;
        }

        var round = new SchedulingRound(cluster, extender);
        long start = time.GetTimestamp();
        foreach (int pod in round.Pending.Where(p => queue.IsDue(cluster.Pods[p].Uid)).ToArray())
        {
            if (time.GetElapsedTime(start) > RoundTime)
                return true;
            Pod model = cluster.Pods[pod];
            if (store.Find(ResourceTypes.Pods, model.Namespace, model.Name) is { Terminating: false } item && item.Uid == model.Uid)
                await Try(round, pod, model, item, cancellation);
        }

        return false;
    }

    private async Task Try(SchedulingRound round, int pod, Pod model, StoredObject item, CancellationToken cancellation)
    {
        Verdict verdict = await round.Schedule(pod, item, cancellation);
        if (verdict.Node is { } node)
        {
            if (pods.Bind(model.Namespace, model.Name, node, model.Uid).TryGet(out _, out ApiStatus? refusal))
            {
                queue.Forget(model.Uid);
                events.Record(item, "Normal", "Scheduled", $"Successfully assigned {model.FullName} to {node}", "default-scheduler");
                return;
            }

            await log.WriteLineAsync($"scheduler: {model.FullName}: {refusal.Message}");
            round.Undo(pod);
            queue.Failed(model.Uid);
            return;
        }

        queue.Failed(model.Uid);
        events.Record(item, "Warning", "FailedScheduling", verdict.Message, "default-scheduler");
        writes.Change(ResourceTypes.Pods, model.Namespace, model.Name, (_, copy) =>
        {
            JsonObject status = copy.Child("status");
            Conditions.Set(status, "PodScheduled", false, "Unschedulable", writes.Now, verdict.Message);
            if (verdict.PreemptOn is not null)
                status["nominatedNodeName"] = verdict.PreemptOn;
            return null;
        });
        foreach (Pod victim in verdict.Victims ?? [])
        {
            if (store.Find(ResourceTypes.Pods, victim.Namespace, victim.Name) is not { } evicted)
                continue;
            events.Record(evicted, "Normal", "Preempted", $"Preempted by {model.FullName} on node {verdict.PreemptOn}", "default-scheduler");
            writes.Delete(ResourceTypes.Pods, victim.Namespace, victim.Name, uid: victim.Uid);
        }
    }
}
