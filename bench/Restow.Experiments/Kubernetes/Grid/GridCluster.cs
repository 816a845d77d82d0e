using System.Globalization;
using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Restow.Experiments.Packing;
using Restow.Kubernetes.Kubelets;
using Restow.Packing.Model;
using Restow.Packing.Snapshots;

namespace Restow.Experiments.Kubernetes.Grid;

/// <summary>One generated cluster on a real control plane: its nodes, a namespace with its ReplicaSets, and what has become of their pods. Disposed, nothing of it is left.</summary>
internal sealed class GridCluster : IAsyncDisposable
{
    private const string LeaseNamespace = "kube-node-lease";
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1.5);

    private readonly IKubernetes client;
    private readonly Cluster cluster;
    private readonly string space;
    private readonly int[] priorities;
    private readonly KubeletOptions nodes;
    private readonly CancellationTokenSource powered = new();
    private readonly Task kubelets;

    public GridCluster(IKubernetes client, PackingCell cell, ulong seed, TextWriter log)
    {
        this.client = client;
        cluster = new PaperGenerator(cell.Nodes, cell.PodsPerNode, cell.Priorities, cell.Utilisation).Generate(seed);
        space = string.Create(CultureInfo.InvariantCulture, $"grid-{cell.Nodes}-{cell.PodsPerNode}-{cell.Priorities}-{seed}-{Guid.NewGuid().ToString("N")[..6]}");
        priorities = [.. Enumerable.Range(1, cell.Priorities).Reverse()];
        Resources node = cluster.Nodes[0].Allocatable;
        nodes = new KubeletOptions
        {
            Nodes = cell.Nodes,
            Prefix = space + "-",
            Cpu = string.Create(CultureInfo.InvariantCulture, $"{node.Of(Resources.Cpu)}m"),
            Memory = node.Of(Resources.Memory).ToString(CultureInfo.InvariantCulture),
            Pods = (int)node.Of(Resources.Pods) + 1,
        };
        kubelets = new KubeletFleet(client, nodes, TimeProvider.System, log).Run(null, powered.Token);
    }

    public int Pods => cluster.Pods.Count;

    /// <summary>Lets the pods arrive, the highest priority first, the next when the scheduler has decided about all before.</summary>
    /// <returns>The pods as the scheduler alone leaves them.</returns>
    public async Task<GridPods> ArriveAsync(CancellationToken cancellation)
    {
        await NodesReadyAsync(cancellation);
        await client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = space } }, cancellationToken: cancellation);
        int arrived = 0;
        GridPods pods = new([], priorities);
        foreach (int priority in priorities)
        {
            await CreateClassAsync(priority, cancellation);
            foreach (IGrouping<string, Pod> set in cluster.Pods.Where(p => p.Priority == priority).GroupBy(p => p.Workload!.Name))
            {
                await client.AppsV1.CreateNamespacedReplicaSetAsync(ReplicaSet(set, priority), space, cancellationToken: cancellation);
                arrived += set.Count();
            }

            pods = await SettleAsync(arrived, cancellation);
        }

        return pods;
    }

    /// <summary>The pods as they are now.</summary>
    public async Task<GridPods> LookAsync(CancellationToken cancellation) =>
        new([.. (await client.CoreV1.ListNamespacedPodAsync(space, resourceVersion: "0", cancellationToken: cancellation)).Items], priorities);

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            await GoneIsWell(() => client.AppsV1.DeleteCollectionNamespacedReplicaSetAsync(space, propagationPolicy: "Background", cancellationToken: limit.Token));
            while ((await client.CoreV1.ListNamespacedPodAsync(space, cancellationToken: limit.Token)).Items.Count > 0)
            {
                await GoneIsWell(() => client.CoreV1.DeleteCollectionNamespacedPodAsync(space, gracePeriodSeconds: 0, cancellationToken: limit.Token));
                await Task.Delay(Tick, limit.Token);
            }

            await GoneIsWell(() => client.CoreV1.DeleteNamespaceAsync(space, cancellationToken: limit.Token));
        }
        finally
        {
            await powered.CancelAsync();
            await kubelets.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            powered.Dispose();
        }

        foreach (string node in nodes.NodeNames)
        {
            await GoneIsWell(() => client.CoreV1.DeleteNodeAsync(node, cancellationToken: limit.Token));
            await GoneIsWell(() => client.CoordinationV1.DeleteNamespacedLeaseAsync(node, LeaseNamespace, cancellationToken: limit.Token));
        }
    }

    private async Task NodesReadyAsync(CancellationToken cancellation)
    {
        while (true)
        {
            IList<V1Node> known = (await client.CoreV1.ListNodeAsync(cancellationToken: cancellation)).Items;
            if (known.Count(n => n.Metadata.Name.StartsWith(nodes.Prefix, StringComparison.Ordinal) && n.Spec.Taints is null or { Count: 0 } && n.Status.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true) == nodes.Nodes)
                return;
            if (kubelets.IsCompleted)
                await kubelets;
            await Task.Delay(Tick, cancellation);
        }
    }

    /// <summary>Waits until the scheduler has decided about this many pods and nothing has changed for a while.</summary>
    private async Task<GridPods> SettleAsync(int count, CancellationToken cancellation)
    {
        GridPods before = await LookAsync(cancellation);
        DateTime since = DateTime.UtcNow;
        while (true)
        {
            await Task.Delay(Tick, cancellation);
            GridPods now = await LookAsync(cancellation);
            if (now.Running != before.Running || !now.IsDecided(count))
                since = DateTime.UtcNow;
            before = now;
            if (DateTime.UtcNow - since >= Settled)
                return now;
        }
    }

    private async Task CreateClassAsync(int priority, CancellationToken cancellation)
    {
        var made = new V1PriorityClass { Metadata = new V1ObjectMeta { Name = ClassOf(priority) }, Value = priority, PreemptionPolicy = "Never" };
        try
        {
            await client.SchedulingV1.CreatePriorityClassAsync(made, cancellationToken: cancellation);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
        {
            // An earlier cluster has made it.
        }
    }

    private V1ReplicaSet ReplicaSet(IGrouping<string, Pod> set, int priority)
    {
        var labels = new Dictionary<string, string> { ["app"] = set.Key };
        Resources needs = set.First().Requests;
        var requests = new Dictionary<string, ResourceQuantity>
        {
            ["cpu"] = new(string.Create(CultureInfo.InvariantCulture, $"{needs.Of(Resources.Cpu)}m")),
            ["memory"] = new(needs.Of(Resources.Memory).ToString(CultureInfo.InvariantCulture)),
        };
        var container = new V1Container { Name = "main", Image = "none", Resources = new V1ResourceRequirements { Requests = requests } };
        return new V1ReplicaSet
        {
            Metadata = new V1ObjectMeta { Name = set.Key, NamespaceProperty = space },
            Spec = new V1ReplicaSetSpec
            {
                Replicas = set.Count(),
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = labels }, Spec = new V1PodSpec { PriorityClassName = ClassOf(priority), Containers = [container] } },
            },
        };
    }

    private static string ClassOf(int priority) => string.Create(CultureInfo.InvariantCulture, $"grid-{priority}");

    private static async Task GoneIsWell(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // Gone, or going.
        }
    }
}
