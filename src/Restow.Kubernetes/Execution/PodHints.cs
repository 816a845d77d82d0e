using System.Globalization;
using Microsoft.Extensions.Logging;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Cache;
using Restow.Kubernetes.Reservations;

namespace Restow.Kubernetes.Execution;

/// <summary>Tells the scheduler where a waiting pod is to go, and that it is worth trying again.</summary>
/// <remarks>
/// <list type="number">
/// <item>The nominated node keeps room for the pod in the scheduler's own eyes. The pod's condition <c>restow.dev/Promised</c> tells people the same, and what became of it.</item>
/// <item>The annotations are a change of the pod itself, upon which the scheduler tries a pod again that it had put aside. It puts aside what the extender refuses, and when the
/// extender would no longer refuse, nothing in the cluster says so: such a pod would wait for minutes. So a pod whose place is open and that still waits is annotated again.</item>
/// </list>
/// Hints only; where they are not allowed they are left out. Replicas of one key stand in for each other: whichever waits gets the hint, and keeps it. When a sibling has
/// landed in its place it is taken back: two nominated for one place keep each other out.
/// </remarks>
internal sealed class PodHints(IClusterApi api, ApiAvailability availability, TimeProvider time, ILogger log)
{
    private const string PlannedNode = "restow.dev/planned-node";
    private const string Tried = "restow.dev/tried";
    private const string Promised = "restow.dev/Promised";

    // A pod that nothing keeps is scheduled within moments.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(3);

    // By the pod's UID: the nominated node, if any, and when it was last reminded.
    private readonly Dictionary<string, (string? Node, long Last)> given = new(StringComparer.Ordinal);
    private int busy;
    private bool isForbidden;

    /// <summary>Gives hints to the pods that these steps wait for, to each at most every few seconds.</summary>
    /// <param name="open">Steps whose arrival may land now.</param>
    public async Task GiveAsync(ClusterCache cache, IEnumerable<StepRecord> open, CancellationToken cancellation)
    {
        // Whoever gives them now is asked again within moments.
        if (Interlocked.Exchange(ref busy, 1) == 1)
            return;
        try
        {
            List<(StepRecord Step, PodState Pod)> pairs = [.. open.GroupBy(s => s.Key).SelectMany(steps => Pair(steps, cache))];
            var paired = pairs.Select(p => p.Pod.Uid).ToHashSet(StringComparer.Ordinal);
            await TellLandedAsync(cache, cancellation);
            foreach ((string uid, (string? node, long last)) in given.ToArray())
            {
                if (node is null || paired.Contains(uid) || cache.Find(uid) is not { Node: null, Terminating: false } pod)
                    continue;
                given[uid] = (null, last);
                await NominateAsync(pod, null, cancellation);
            }

            foreach ((StepRecord step, PodState pod) in pairs)
                await GiveAsync(step, pod, cancellation);
        }
        finally
        {
            Volatile.Write(ref busy, 0);
        }
    }

    /// <summary>Takes back what was given to pods that still wait.</summary>
    public async Task ClearAsync(ClusterCache cache, IEnumerable<StepRecord> steps, CancellationToken cancellation)
    {
        await TellLandedAsync(cache, cancellation);
        foreach (IGrouping<ReplicaKey, StepRecord> alike in steps.GroupBy(s => s.Key))
        {
            string?[] nodes = [.. alike.Select(s => s.To)];
            foreach (PodState pod in cache.ReplicasOf(alike.Key).Where(p => p.Node is null))
            {
                bool isNominated = NominatedOf(pod) is { } node && nodes.Contains(node);
                if (isNominated)
                    await NominateAsync(pod, null, cancellation);
                if (isNominated || given.ContainsKey(pod.Uid))
                    await AnnotateAsync(pod, null, cancellation);
            }
        }

        given.Clear();
    }

    // The cluster knows too, but later, and from one that was here before a restart.
    private string? NominatedOf(PodState pod) =>
        given.TryGetValue(pod.Uid, out (string? Node, long Last) hint) ? hint.Node : pod.Source.Status?.NominatedNodeName is { Length: > 0 } node ? node : null;

    // Whoever was told of a node that is still open stays with it.
    private List<(StepRecord Step, PodState Pod)> Pair(IEnumerable<StepRecord> steps, ClusterCache cache)
    {
        List<StepRecord> left = [.. steps];
        var pairs = new List<(StepRecord, PodState)>();
        var others = new List<PodState>();
        foreach (PodState pod in cache.ReplicasOf(left[0].Key).Where(p => p is { Node: null, Terminating: false }))
        {
            if (NominatedOf(pod) is { } node && left.Find(s => s.To == node) is { } step)
            {
                left.Remove(step);
                pairs.Add((step, pod));
            }
            else
            {
                others.Add(pod);
            }
        }

        pairs.AddRange(left.Zip(others));
        return pairs;
    }

    private async Task GiveAsync(StepRecord step, PodState pod, CancellationToken cancellation)
    {
        if (isForbidden)
            return;
        if (!given.TryGetValue(pod.Uid, out (string? Node, long Last) hint))
        {
            // The replacement of an evicted pod is new to the scheduler, which is about to try it.
            if (step.From is not null)
            {
                given[pod.Uid] = (null, time.GetTimestamp());
                return;
            }
        }
        else if ((hint.Node is null || hint.Node == step.To) && time.GetElapsedTime(hint.Last) < Again)
        {
            return;
        }

        given[pod.Uid] = (step.To, time.GetTimestamp());
        if (hint.Node != step.To)
            await NominateAsync(pod, step.To, cancellation);
        await AnnotateAsync(pod, step.To, cancellation);
    }

    private async Task TellLandedAsync(ClusterCache cache, CancellationToken cancellation)
    {
        foreach ((string uid, (string? node, _)) in given.ToArray())
        {
            if (node is null || cache.Find(uid) is not { Node: { } reached, Finished: false } pod)
                continue;
            given.Remove(uid);
            await PatchAsync(pod, node == reached ? node : null, node == reached ? ("True", "Landed", $"it runs on {node}, as planned") : ("False", "Elsewhere", $"it was to run on {node}"), cancellation);
        }
    }

    private Task NominateAsync(PodState pod, string? node, CancellationToken cancellation) =>
        PatchAsync(pod, node, node is null ? ("False", "Withdrawn", "no place is kept for it any more") : ("True", "PlaceKept", $"a place on {node} is kept for it"), cancellation);

    private async Task PatchAsync(PodState pod, string? node, (string Status, string Reason, string Message) promise, CancellationToken cancellation)
    {
        if (isForbidden)
            return;
        var condition = new PodConditionBody(Promised, promise.Status, promise.Reason, promise.Message, Timestamp());
        Note(await api.SendAsync(
            ApiCall.Patch($"{ApiResource.Pods.Of(pod.Namespace, pod.Name)}/status", new NominationPatch(new NominationStatus(node, [condition])), WireJson.Default.NominationPatch), cancellation));
    }

    private string Timestamp() => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private async Task AnnotateAsync(PodState pod, string? node, CancellationToken cancellation)
    {
        if (isForbidden)
            return;
        string? now = node is null ? null : Timestamp();
        var note = new AnnotationPatch(new AnnotationMeta(new Dictionary<string, string?> { [PlannedNode] = node, [Tried] = now }));
        Note(await api.SendAsync(ApiCall.Patch(ApiResource.Pods.Of(pod.Namespace, pod.Name), note, WireJson.Default.AnnotationPatch), cancellation));
    }

    private void Note(ApiAnswer answer)
    {
        if (!answer.IsForbidden || availability.IsUnsettled)
            return;
        isForbidden = true;
        log.LogInformation("Pods get no hints: {Reason}", answer.Message());
    }
}
