using Microsoft.Extensions.Logging;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Cache;

namespace Restow.Kubernetes.Execution;

/// <summary>Tells the scheduler where a pending pod is to go: the nominated node keeps room for it in the scheduler's own eyes.</summary>
/// <remarks>
/// A hint only; where it is not allowed it is left out. The annotation is a change of the pod itself, upon which the scheduler
/// tries a pod again that it had put aside.
/// </remarks>
internal sealed class PodHints(IClusterApi api, ILogger log)
{
    private const string PlannedNode = "restow.dev/planned-node";

    private readonly HashSet<(string Namespace, string Name)> given = [];
    private bool isForbidden;

    /// <summary>Nominates the node of a step to a pod that waits for it.</summary>
    public async Task GiveAsync(StepRecord step, PodState pod, CancellationToken cancellation)
    {
        if (isForbidden || !given.Add((pod.Namespace, pod.Name)))
            return;
        await PatchAsync(pod.Namespace, pod.Name, step.To, cancellation);
    }

    /// <summary>Takes back what was given to pods that still wait.</summary>
    public async Task ClearAsync(ClusterCache cache, IEnumerable<StepRecord> steps, CancellationToken cancellation)
    {
        foreach (PodState pod in steps.SelectMany(s => cache.ReplicasOf(s.Key)).Where(p => p.Node is null).DistinctBy(p => p.Uid))
        {
            if (given.Contains((pod.Namespace, pod.Name)))
                await PatchAsync(pod.Namespace, pod.Name, null, cancellation);
        }

        given.Clear();
    }

    private async Task PatchAsync(string space, string name, string? node, CancellationToken cancellation)
    {
        var note = new AnnotationPatch(new AnnotationMeta(new Dictionary<string, string?> { [PlannedNode] = node }));
        ApiAnswer answer = await api.SendAsync(
            ApiCall.Patch($"{ApiResource.Pods.Of(space, name)}/status", new NominationPatch(new NominationStatus(node)), WireJson.Default.NominationPatch), cancellation);
        if (!answer.IsForbidden)
            answer = await api.SendAsync(ApiCall.Patch(ApiResource.Pods.Of(space, name), note, WireJson.Default.AnnotationPatch), cancellation);
        if (!answer.IsForbidden)
            return;
        isForbidden = true;
        log.LogInformation("Pods get no hints: {Reason}", answer.Message());
    }
}
