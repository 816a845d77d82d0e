using k8s;

namespace Restow.Kubernetes.Kubelets;

/// <summary>
/// Kubelets without machines: hundreds of nodes in one process, on one watch of pods. A control plane cannot tell them from real ones by what it reads.
/// </summary>
/// <remarks>
/// 1. Registers the Node objects, and adopts those that exist.
/// 2. Renews each node's Lease and reports its conditions.
/// 3. A pod bound to one of its nodes is admitted as a kubelet does (<see cref="NodeAdmission"/>): Running and Ready after the start delay, or Failed when the node is over-committed.
/// 4. A deleted pod ends after its grace period, which is cut short.
/// It runs no container, mounts no volume, probes nothing and knows no static pods.
/// </remarks>
/// <param name="client">Must be allowed to write nodes, leases and the status of pods, and to delete pods.</param>
/// <param name="log">One line for each thing that went wrong and was tried again.</param>
public sealed class KubeletFleet(IKubernetes client, KubeletOptions options, TimeProvider time, TextWriter log)
{
    /// <summary>Registers the nodes, then runs until it is cancelled. Outages of the API server are waited out.</summary>
    /// <param name="ready">Called once every node is registered.</param>
    public async Task Run(Action? ready, CancellationToken cancellation)
    {
        using var api = new ApiCalls(client, time, log);
        var heartbeats = new NodeHeartbeats(api, options, time);
        var pods = new PodLifecycle(api, options, time);
        try
        {
            await heartbeats.Register(cancellation);
            ready?.Invoke();
            await Task.WhenAll(heartbeats.Run(cancellation), new PodWatch(api, pods).Run(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The way to end it.
        }
        finally
        {
            await pods.Settle();
        }
    }
}
