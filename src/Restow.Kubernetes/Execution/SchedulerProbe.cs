using System.Text.Json;
using Microsoft.Extensions.Logging;
using Restow.Core;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Cache;
using Restow.Kubernetes.Extending;
using Restow.Packing.Snapshots.Api;

namespace Restow.Kubernetes.Execution;

/// <summary>Finds out whether the scheduler asks the extender, by giving it a pod to schedule.</summary>
/// <remarks>
/// kube-scheduler asks an extender only about pods that its own filters leave at least one node for. The pods a plan is made for have
/// none, so they prove nothing while they wait. The probe asks for nothing and tolerates everything; it is deleted as soon as the
/// extender has answered, and the extender may refuse every node to whatever carries <see cref="Label"/>, so that it never runs.
/// </remarks>
internal sealed class SchedulerProbe(IClusterApi api, string space, string schedulerName, string image, ExtenderHeartbeat heartbeat, TimeSpan limit, TimeProvider time, ILogger log)
{
    /// <summary>The label of a probe.</summary>
    public const string Label = "restow.dev/probe";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <returns>Why there is no sign of the scheduler; <c>null</c> when it asked.</returns>
    public async Task<Fault?> AskAsync(CancellationToken cancellation)
    {
        string name = $"restow-probe-{Guid.NewGuid().ToString("N")[..8]}";
        var meta = new WireMeta(name, space) { Labels = new Dictionary<string, string> { [Label] = "true" } };
        var body = new ProbeBody(meta, new ProbeSpec(schedulerName, [new ProbeContainer("pause", image)], [new ProbeToleration("Exists")]));
        long began = time.GetTimestamp();
        ApiAnswer made = await api.SendAsync(ApiCall.Post(ApiResource.Pods.In(space), body, WireJson.Default.ProbeBody), cancellation);
        if (!made.IsSuccess)
            return made.ToFault(api.Address, $"probe pod {space}/{name}");
        try
        {
            while (time.GetElapsedTime(began) < limit)
            {
                if (heartbeat.Age is { } age && age <= time.GetElapsedTime(began))
                    return null;
                await Task.Delay(Step, time, cancellation);
            }

            return new Fault(api.Address, "scheduler", $"it did not ask the extender about a probe pod within {limit.TotalSeconds:0} s, and nothing may be evicted", "check the extender in the scheduler's configuration, its URL, and that a node has room for a pod without requests");
        }
        finally
        {
            await DeleteAsync(name);
        }
    }

    /// <summary>Deletes what a crash has left behind.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        ApiAnswer left = await api.SendAsync(ApiCall.Get($"{ApiResource.Pods.In(space)}?labelSelector={Uri.EscapeDataString(Label)}"), cancellation);
        if (!left.IsSuccess)
            return;
        foreach (ReadOnlyMemory<byte> pod in ListPage.Parse(left.Body).Items)
        {
            if (JsonSerializer.Deserialize(pod.Span, ApiJson.Default.ApiObject) is { } probe)
                await DeleteAsync(probe.Name);
        }
    }

    private async Task DeleteAsync(string name)
    {
        // Also when this process is told to stop.
        using var brief = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
        ApiAnswer gone = await api.SendAsync(ApiCall.Delete($"{ApiResource.Pods.Of(space, name)}?gracePeriodSeconds=0"), brief.Token);
        if (!gone.IsSuccess && !gone.IsNotFound)
            log.LogWarning("{Fault}", gone.ToFault(api.Address, $"probe pod {space}/{name}"));
    }
}
