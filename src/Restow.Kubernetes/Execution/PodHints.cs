using System.Globalization;
using Microsoft.Extensions.Logging;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Cache;

namespace Restow.Kubernetes.Execution;

/// <summary>Tells the scheduler where a waiting pod is to go, and that it is worth trying again.</summary>
/// <remarks>
/// <list type="number">
/// <item>The nominated node keeps room for the pod in the scheduler's own eyes.</item>
/// <item>The annotations are a change of the pod itself, upon which the scheduler tries a pod again that it had put aside. It puts aside what the extender refuses, and when the
/// extender would no longer refuse, nothing in the cluster says so: such a pod would wait for minutes. So a pod whose place is open and that still waits is annotated again.</item>
/// </list>
/// Hints only; where they are not allowed they are left out. Replicas of one key stand in for each other: whichever waits gets the hint.
/// </remarks>
internal sealed class PodHints(IClusterApi api, ApiAvailability availability, TimeProvider time, ILogger log)
{
    private const string PlannedNode = "restow.dev/planned-node";
    private const string Tried = "restow.dev/tried";

    // A pod that nothing keeps is scheduled within moments.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, long> given = new(StringComparer.Ordinal);
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
            foreach (IGrouping<Reservations.ReplicaKey, StepRecord> steps in open.GroupBy(s => s.Key))
            {
                foreach ((StepRecord step, PodState pod) in steps.Zip(cache.ReplicasOf(steps.Key).Where(p => p is { Node: null, Terminating: false })))
                    await GiveAsync(step, pod, cancellation);
            }
        }
        finally
        {
            Volatile.Write(ref busy, 0);
        }
    }

    /// <summary>Takes back what was given to pods that still wait.</summary>
    public async Task ClearAsync(ClusterCache cache, IEnumerable<StepRecord> steps, CancellationToken cancellation)
    {
        foreach (PodState pod in steps.SelectMany(s => cache.ReplicasOf(s.Key)).Where(p => p.Node is null).DistinctBy(p => p.Uid))
        {
            if (given.ContainsKey(pod.Uid))
            {
                await NominateAsync(pod, null, cancellation);
                await AnnotateAsync(pod, null, cancellation);
            }
        }

        given.Clear();
    }

    private async Task GiveAsync(StepRecord step, PodState pod, CancellationToken cancellation)
    {
        bool isKnown = given.TryGetValue(pod.Uid, out long last);
        if (isForbidden || (isKnown && time.GetElapsedTime(last) < Again))
            return;
        given[pod.Uid] = time.GetTimestamp();

        // The replacement of an evicted pod is new to the scheduler, which is about to try it.
        if (!isKnown && step.From is not null)
            return;
        if (!isKnown)
            await NominateAsync(pod, step.To, cancellation);
        await AnnotateAsync(pod, step.To, cancellation);
    }

    private async Task NominateAsync(PodState pod, string? node, CancellationToken cancellation)
    {
        if (!isForbidden)
            Note(await api.SendAsync(ApiCall.Patch($"{ApiResource.Pods.Of(pod.Namespace, pod.Name)}/status", new NominationPatch(new NominationStatus(node)), WireJson.Default.NominationPatch), cancellation));
    }

    private async Task AnnotateAsync(PodState pod, string? node, CancellationToken cancellation)
    {
        if (isForbidden)
            return;
        string? now = node is null ? null : time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
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
