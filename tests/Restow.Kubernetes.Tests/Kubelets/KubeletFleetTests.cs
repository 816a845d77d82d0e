using k8s;
using k8s.Models;
using Restow.Kubernetes.Kubelets;
using Restow.Kubernetes.Tests.Simulation;

namespace Restow.Kubernetes.Tests.Kubelets;

public class KubeletFleetTests
{
    [Fact]
    public async Task Run_PodBoundBeyondTheAllocatable_IsRefused()
    {
        await using RunningCluster cluster = await RunningCluster.Start(1, cpu: "1");
        await cluster.Api.CoreV1.CreateNamespacedPodAsync(Bound("much", "2"), "default");
        V1Pod pod = (await cluster.Until("much", pods => pods.Any(p => p.Status.Phase == "Failed"))).Single();
        Assert.Equal("OutOfcpu", pod.Status.Reason);
    }

    [Fact]
    public async Task Run_DeletedPod_EndsAndGivesItsRoomBack()
    {
        await using RunningCluster cluster = await RunningCluster.Start(1, cpu: "1");
        await cluster.Api.CoreV1.CreateNamespacedPodAsync(Bound("first", "1"), "default");
        await cluster.UntilRunning("first", 1);
        await cluster.Api.CoreV1.DeleteNamespacedPodAsync("first", "default");
        await cluster.Until("first", pods => pods.Count == 0);
        await cluster.Api.CoreV1.CreateNamespacedPodAsync(Bound("second", "1"), "default");
        await cluster.UntilRunning("second", 1);
    }

    [Fact]
    public async Task Run_Leases_AreRenewed()
    {
        await using RunningCluster cluster = await RunningCluster.Start(1);
        using var stop = new CancellationTokenSource();
        var options = new KubeletOptions { Nodes = 2, Prefix = "more-", LeasePeriod = TimeSpan.FromMilliseconds(500) };
        Task fleet = new KubeletFleet(cluster.Api, options, TimeProvider.System, TextWriter.Null).Run(null, stop.Token);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var seen = new HashSet<DateTime?>();
        while (seen.Count < 3)
        {
            seen.UnionWith((await cluster.Api.CoordinationV1.ListNamespacedLeaseAsync("kube-node-lease", fieldSelector: "metadata.name=more-1")).Items.Select(l => l.Spec.RenewTime));
            await Task.Delay(50, patience.Token);
        }

        Assert.Equal(3, (await cluster.Api.CoreV1.ListNodeAsync()).Items.Count(n => n.Status.Conditions.Any(c => c.Type == "Ready" && c.Status == "True")));
        await stop.CancelAsync();
        await fleet;
    }

    private static V1Pod Bound(string name, string cpu) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["app"] = name } },
        Spec = new V1PodSpec
        {
            NodeName = "node-0",
            Containers = [new V1Container { Name = "main", Image = "none", Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu) } } }],
        },
    };
}
