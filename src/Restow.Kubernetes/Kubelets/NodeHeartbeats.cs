using System.Globalization;
using k8s;
using k8s.Models;

namespace Restow.Kubernetes.Kubelets;

/// <summary>The nodes as the control plane sees them: registered, with a Lease that is renewed and conditions that are reported.</summary>
/// <remarks>Renewals are spread evenly over the period. After a gap (an outage of the server) the conditions are reported with the first renewal: the control plane may have given the node up.</remarks>
internal sealed class NodeHeartbeats(ApiCalls api, KubeletOptions options, TimeProvider time)
{
    private const string LeaseNamespace = "kube-node-lease";
    private const int Slices = 10;

    private readonly string[] names = [.. options.NodeNames];
    private readonly long[] renewed = new long[options.Nodes];
    private readonly long[] reported = new long[options.Nodes];

    /// <summary>Creates the nodes that do not exist and makes all of them Ready.</summary>
    public async Task Register(CancellationToken cancellation)
    {
        await api.Persist(LeaseNamespace, token => api.Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = LeaseNamespace } }, cancellationToken: token), cancellation);
        await Parallel.ForEachAsync(Enumerable.Range(0, names.Length), Limits(cancellation), async (i, token) =>
        {
            await api.Persist($"node {names[i]}", t => api.Client.CoreV1.CreateNodeAsync(NodeObjects.Node(names[i], options), cancellationToken: t), token);
            await Report(i, token);
            await Renew(i, token);
        });
    }

    public async Task Run(CancellationToken cancellation)
    {
        for (int slice = 0; ; slice = (slice + 1) % Slices)
        {
            await api.Pause(options.LeasePeriod / Slices, cancellation);
            await Parallel.ForEachAsync(Enumerable.Range(0, names.Length).Where(i => i % Slices == slice), Limits(cancellation), async (i, token) =>
            {
                bool late = time.GetElapsedTime(renewed[i]) > options.LeasePeriod * 3;
                await Renew(i, token);
                if (late || time.GetElapsedTime(reported[i]) >= options.StatusPeriod)
                    await Report(i, token);
            });
        }
    }

    private async Task Renew(int i, CancellationToken cancellation)
    {
        string now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        var patch = new V1Patch($$"""{"spec": {"renewTime": "{{now}}" } }""", V1Patch.PatchType.MergePatch);
        bool done = await api.Persist($"lease {names[i]}", t => api.Client.CoordinationV1.PatchNamespacedLeaseAsync(patch, names[i], LeaseNamespace, cancellationToken: t), cancellation);
        if (!done)
            await api.Persist($"lease {names[i]}", t => api.Client.CoordinationV1.CreateNamespacedLeaseAsync(NodeObjects.Lease(names[i], LeaseNamespace, time.GetUtcNow()), LeaseNamespace, cancellationToken: t), cancellation);
        renewed[i] = time.GetTimestamp();
    }

    private async Task Report(int i, CancellationToken cancellation)
    {
        var patch = new V1Patch(NodeObjects.Status(options, time.GetUtcNow()), V1Patch.PatchType.StrategicMergePatch);
        await api.Persist($"node {names[i]}", t => api.Client.CoreV1.PatchNodeStatusAsync(patch, names[i], cancellationToken: t), cancellation);
        reported[i] = time.GetTimestamp();
    }

    private static ParallelOptions Limits(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = 16, CancellationToken = cancellation };
}
