using System.Globalization;
using k8s;
using k8s.Models;

namespace Restow.Kubernetes.Kubelets;

/// <summary>Starts and ends the pods of the fleet's nodes. Told of one pod many times, it acts once.</summary>
internal sealed class PodLifecycle(ApiCalls api, KubeletOptions options, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, NodeAdmission> nodes = options.NodeNames.ToDictionary(n => n, _ => new NodeAdmission(options), StringComparer.Ordinal);
    private readonly Dictionary<string, Known> known = new(StringComparer.Ordinal);
    private readonly HashSet<Task> underWay = [];
    private int addresses;

    private sealed class Known(string node)
    {
        public string Node => node;

        public bool Ending { get; set; }
    }

    /// <summary>A pod as the watch reports it.</summary>
    public void Seen(V1Pod pod, CancellationToken cancellation)
    {
        string uid = pod.Metadata.Uid;
        lock (gate)
        {
            if (pod.Spec?.NodeName is not { } node || !nodes.TryGetValue(node, out NodeAdmission? admission))
                return;
            bool first = known.TryAdd(uid, new Known(node));
            bool ended = pod.Status?.Phase is "Succeeded" or "Failed";
            if (ended)
                admission.Release(uid);
            if (pod.Metadata.DeletionTimestamp is not null)
            {
                if (!known[uid].Ending)
                {
                    known[uid].Ending = true;
                    Begin(End(pod, cancellation));
                }
            }
            else if (!first && !ended && pod.Status?.Phase == "Running" && pod.Status.Conditions?.Any(c => c is { Type: "Ready", Status: "False" }) == true)
            {
                // The control plane gave the node up in an outage, and with it the pod; it runs all the same.
                Begin(Start(pod, pod.Status.PodIP, cancellation));
            }
            else if (first && !ended)
            {
                bool runs = pod.Status?.Phase == "Running";
                string? lacking = admission.Admit(pod, runs);
                if (!runs)
                    Begin(lacking is null ? Start(pod, Address(++addresses), cancellation) : Refuse(pod, lacking, cancellation));
            }
        }
    }

    /// <summary>A pod that the API has no more.</summary>
    public void Gone(string uid)
    {
        lock (gate)
        {
            if (known.Remove(uid, out Known? pod))
                nodes[pod.Node].Release(uid);
        }
    }

    /// <summary>After a list: whatever it does not have is gone.</summary>
    public void KeepOnly(HashSet<string> uids)
    {
        lock (gate)
        {
            foreach (string uid in known.Keys.Where(uid => !uids.Contains(uid)).ToArray())
                Gone(uid);
        }
    }

    /// <summary>Waits for what is under way; after cancellation that is short.</summary>
    public async Task Settle()
    {
        Task[] rest;
        lock (gate)
            rest = [.. underWay];
        await Task.WhenAll(rest);
    }

    private void Begin(Task work)
    {
        underWay.Add(work);
        work.ContinueWith(
            done =>
            {
                lock (gate)
                    underWay.Remove(done);
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private Task Start(V1Pod pod, string address, CancellationToken cancellation) =>
        After(options.StartDelay, pod, token => Patch(pod, PodStatus.Running(pod, address, time.GetUtcNow()), token), cancellation);

    private Task Refuse(V1Pod pod, string lacking, CancellationToken cancellation) =>
        After(TimeSpan.Zero, pod, token => Patch(pod, PodStatus.Refused(pod, lacking), token), cancellation);

    private Task End(V1Pod pod, CancellationToken cancellation)
    {
        TimeSpan grace = TimeSpan.FromSeconds(pod.Metadata.DeletionGracePeriodSeconds ?? 0);
        var now = new V1DeleteOptions { GracePeriodSeconds = 0, Preconditions = new V1Preconditions { Uid = pod.Metadata.Uid } };
        return After(
            grace < options.StopDelay ? grace : options.StopDelay,
            pod,
            token => api.Client.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, pod.Metadata.NamespaceProperty, now, cancellationToken: token),
            cancellation);
    }

    private async Task After(TimeSpan delay, V1Pod pod, Func<CancellationToken, Task> call, CancellationToken cancellation)
    {
        await Task.Yield();
        try
        {
            if (delay > TimeSpan.Zero)
                await api.Pause(delay, cancellation);
            await api.Persist($"pod {pod.Metadata.NamespaceProperty}/{pod.Metadata.Name}", call, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The fleet ends; the pod stays as it is, as on a machine that loses power.
        }
    }

    private Task<V1Pod> Patch(V1Pod pod, string status, CancellationToken cancellation) => api.Client.CoreV1.PatchNamespacedPodStatusAsync(
        new V1Patch(status, V1Patch.PatchType.StrategicMergePatch), pod.Metadata.Name, pod.Metadata.NamespaceProperty, cancellationToken: cancellation);

    private static string Address(int number) => string.Create(CultureInfo.InvariantCulture, $"10.{64 + ((number >> 16) & 63)}.{(number >> 8) & 255}.{number & 255}");
}
