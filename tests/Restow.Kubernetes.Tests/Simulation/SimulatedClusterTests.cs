using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Restow.Kubernetes.Tests.Simulation;

public class SimulatedClusterTests
{
    [Fact]
    public async Task Deployment_Created_RunsItsPodsAndReportsThem()
    {
        await using RunningCluster cluster = await RunningCluster.Start();
        await cluster.Deploy("web", 4, "500m");
        IList<V1Pod> pods = await cluster.UntilRunning("web", 4);
        Assert.Equal(["node-0", "node-1"], pods.Select(p => p.Spec.NodeName).Distinct().Order());
        Assert.All(pods, p => Assert.NotEmpty(p.Metadata.Labels["pod-template-hash"]));
        Assert.Equal(4, pods.Select(p => p.Status.PodIP).Distinct().Count());

        await cluster.Api.AppsV1.PatchNamespacedDeploymentScaleAsync(new V1Patch("""{"spec":{"replicas":1}}""", V1Patch.PatchType.MergePatch), "web", "default");
        await cluster.UntilRunning("web", 1);
        await cluster.Api.AppsV1.DeleteNamespacedDeploymentAsync("web", "default");
        await cluster.Until("web", left => left.Count == 0);
        Assert.Empty((await cluster.Api.AppsV1.ListNamespacedReplicaSetAsync("default")).Items);
    }

    [Fact]
    public async Task Pod_ThatFitsNowhere_SaysWhyAndRunsOnceThereIsRoom()
    {
        await using RunningCluster cluster = await RunningCluster.Start();
        await cluster.Deploy("filler", 2, "1500m");
        await cluster.UntilRunning("filler", 2);
        await cluster.Deploy("large", 1, "1");
        V1Pod waiting = (await cluster.Until("large", pods => pods.Any(RunningCluster.IsUnschedulable))).Single();
        Assert.Equal("0/2 nodes are available: 2 Insufficient cpu.", waiting.Status.Conditions.Single(c => c.Type == "PodScheduled").Message);
        await cluster.Api.AppsV1.DeleteNamespacedDeploymentAsync("filler", "default");
        await cluster.UntilRunning("large", 1);
    }

    [Fact]
    public async Task Eviction_BudgetOfAllPods_Is429UntilThereIsOneMore()
    {
        await using RunningCluster cluster = await RunningCluster.Start();
        await cluster.Deploy("web", 2, "100m");
        V1Pod pod = (await cluster.UntilRunning("web", 2))[0];
        await cluster.Budget("web", "2");
        HttpOperationException refused = await Assert.ThrowsAsync<HttpOperationException>(() => Evict(cluster, pod));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Response.StatusCode);

        await cluster.Api.AppsV1.PatchNamespacedDeploymentScaleAsync(new V1Patch("""{"spec":{"replicas":3}}""", V1Patch.PatchType.MergePatch), "web", "default");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await cluster.Api.PolicyV1.ReadNamespacedPodDisruptionBudgetAsync("web", "default")).Status?.DisruptionsAllowed is not 1)
            await Task.Delay(50, patience.Token);
        await Evict(cluster, pod);
        await cluster.Until("web", pods => pods.All(p => p.Metadata.Uid != pod.Metadata.Uid));
        await cluster.UntilRunning("web", 3);
    }

    [Fact]
    public async Task Preemption_HigherPriority_TakesTheRoomOfALowerOne()
    {
        await using RunningCluster cluster = await RunningCluster.Start(nodes: 1);
        await cluster.Api.SchedulingV1.CreatePriorityClassAsync(new V1PriorityClass { Metadata = new V1ObjectMeta { Name = "high" }, Value = 100 });
        await cluster.Deploy("low", 1, "1500m");
        await cluster.UntilRunning("low", 1);
        await cluster.Deploy("high", 1, "1500m", "high");
        await cluster.UntilRunning("high", 1);
        await cluster.Until("low", pods => pods.Count == 1 && RunningCluster.IsUnschedulable(pods[0]));
    }

    [Fact]
    public async Task Watch_OfANode_SeesPodsComeAndGo()
    {
        await using RunningCluster cluster = await RunningCluster.Start(nodes: 1);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        string version = (await cluster.Api.CoreV1.ListNamespacedPodAsync("default")).Metadata.ResourceVersion;
        await cluster.Deploy("web", 1, "100m");
        await cluster.UntilRunning("web", 1);
        await cluster.Api.AppsV1.DeleteNamespacedDeploymentAsync("web", "default");
        var seen = new List<WatchEventType>();
        await foreach ((WatchEventType type, V1Pod _) in cluster.Api.CoreV1.WatchListNamespacedPodAsync("default", fieldSelector: "spec.nodeName=node-0", resourceVersion: version, cancellationToken: patience.Token))
        {
            seen.Add(type);
            if (type == WatchEventType.Deleted)
                break;
        }

        // The pod was created without a node: for this watch it came with its binding.
        Assert.Equal(WatchEventType.Added, seen[0]);
        Assert.DoesNotContain(WatchEventType.Added, seen.Skip(1));
    }

    [Fact]
    public async Task Node_Deleted_TakesItsPodsWithIt()
    {
        await using RunningCluster cluster = await RunningCluster.Start();
        await cluster.Deploy("web", 2, "500m");
        await cluster.UntilRunning("web", 2);
        await cluster.Api.CoreV1.DeleteNodeAsync("node-0");
        IList<V1Pod> pods = await cluster.Until("web", p => p.Count == 2 && p.All(x => x.Status.Phase == "Running" && x.Spec.NodeName == "node-1"));
        Assert.Equal(2, pods.Count);
    }

    [Fact]
    public async Task Patch_ServerSideApply_CreatesThenMerges()
    {
        await using RunningCluster cluster = await RunningCluster.Start(nodes: 1);
        V1ConfigMap made = await ApplyMap("""{"data":{"a":"one"}}""");
        V1ConfigMap merged = await ApplyMap("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"},"data":{"b":"two"}}""");
        Assert.Equal(made.Metadata.Uid, merged.Metadata.Uid);
        Assert.Equal(["a=one", "b=two"], merged.Data.Select(d => $"{d.Key}={d.Value}").Order());
        HttpOperationException refused = await Assert.ThrowsAsync<HttpOperationException>(() => ApplyMap("""{"data":{"a":"b"}}""", null));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Response.StatusCode);

        Task<V1ConfigMap> ApplyMap(string text, string? manager = "test") =>
            cluster.Api.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch(text, V1Patch.PatchType.ApplyPatch), "m", "default", fieldManager: manager);
    }

    [Fact]
    public async Task Kubeconfig_OfficialClient_TakesIt()
    {
        await using RunningCluster cluster = await RunningCluster.Start(nodes: 1);
        using var file = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(cluster.Cluster.Kubeconfig));
        using var client = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(file));
        Assert.Equal("node-0", Assert.Single((await client.CoreV1.ListNodeAsync()).Items).Metadata.Name);
    }

    private static Task<V1Eviction> Evict(RunningCluster cluster, V1Pod pod) => cluster.Api.CoreV1.CreateNamespacedPodEvictionAsync(
        new V1Eviction { Metadata = new V1ObjectMeta { Name = pod.Metadata.Name, NamespaceProperty = "default" } }, pod.Metadata.Name, "default");
}
