using System.Text.Json.Nodes;
using CsCheck;
using k8s;
using k8s.Models;
using Restow.Kubernetes.Cache;
using Restow.Kubernetes.Tests.Fakes;
using Restow.Packing.Model;

namespace Restow.Kubernetes.Tests.Cache;

public class ClusterCacheTests
{
    private readonly FakeCluster cluster = new();
    private readonly FakeControlPlane plane;

    public ClusterCacheTests() => plane = new FakeControlPlane(cluster) { Schedules = false };

    [Fact]
    public async Task TryGetFree_PodsComeAndGo_IsAllocatableLessWhatIsBound()
    {
        plane.AddNode("n1", 1000);
        await using CachedCluster cached = await CachedCluster.FollowAsync(cluster);
        string pod = plane.AddPod("a", 300, "n1");
        await cached.CatchUpAsync();
        Assert.True(cached.Cache.TryGetFree("n1", out Resources free));
        Assert.Equal((700, 109), (free.Of("cpu"), free.Of("pods")));
        cluster.Remove($"/api/v1/namespaces/default/pods/{pod}");
        await cached.CatchUpAsync();
        Assert.True(cached.Cache.TryGetFree("n1", out free));
        Assert.Equal(1000, free.Of("cpu"));
        Assert.False(cached.Cache.TryGetFree("n2", out _));
    }

    [Fact]
    public async Task Assemble_OnePodChanged_ConvertsThatOneOnly()
    {
        plane.AddNode("n1", 4000);
        for (int i = 0; i < 5; i++)
            plane.AddPod("a", 100, "n1");
        await using CachedCluster cached = await CachedCluster.FollowAsync(cluster);
        Pod[] before = [.. cached.Cache.Assemble().Value.Pods];
        long conversions = cached.Cache.Conversions;
        plane.AddPod("b", 100, "n1");
        await cached.CatchUpAsync();
        Cluster after = cached.Cache.Assemble().Value;
        Assert.Equal(conversions + 1, cached.Cache.Conversions);
        Assert.All(before, pod => Assert.Contains(after.Pods, p => ReferenceEquals(p, pod)));
    }

    [Fact]
    public async Task Assemble_ReplicaSetComesAfterItsPods_TheWorkloadIsTheDeployment()
    {
        plane.AddNode("n1", 4000);
        plane.AddPod("a", 100, "n1");
        await using CachedCluster cached = await CachedCluster.FollowAsync(cluster);
        Assert.Equal("ReplicaSet", Assert.Single(cached.Cache.Assemble().Value.Pods).Workload!.Kind);
        cluster.Put("/apis/apps/v1/namespaces/default/replicasets/a", (JsonObject)JsonNode.Parse(
            """{"metadata":{"name":"a","namespace":"default","uid":"rs-a","ownerReferences":[{"kind":"Deployment","name":"web","uid":"d","controller":true}]},"spec":{"replicas":1}}""")!);
        await cached.CatchUpAsync();
        WorkloadReference workload = Assert.Single(cached.Cache.Assemble().Value.Pods).Workload!;
        Assert.Equal(("Deployment", "web", "rs-a"), (workload.Kind, workload.Name, workload.ControllerUid));
    }

    [Fact]
    public async Task Assemble_NodeIsGoneBeforeItsPods_LeavesThemOutAndSaysSo()
    {
        plane.AddNode("n1", 1000);
        plane.AddNode("n2", 1000);
        plane.AddPod("a", 300, "n1");
        await using CachedCluster cached = await CachedCluster.FollowAsync(cluster);
        cluster.Remove("/api/v1/nodes/n1");
        await cached.CatchUpAsync();
        Cluster now = cached.Cache.Assemble().Value;
        Assert.Empty(now.Pods);
        Assert.Contains("its node n1 is gone", Assert.Single(now.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policy/v1", true)]
    [InlineData("policy/v1beta1", false)]
    public async Task Assemble_BudgetWithAnEmptySelector_MeansWhatItsVersionSays(string version, bool isAll)
    {
        plane.AddNode("n1", 1000);
        cluster.Put($"/apis/{version}/namespaces/default/poddisruptionbudgets/all", (JsonObject)JsonNode.Parse(
            """{"metadata":{"name":"all","namespace":"default","generation":1},"spec":{"selector":{},"minAvailable":1},"status":{"disruptionsAllowed":2,"observedGeneration":1}}""")!);
        await using CachedCluster cached = await CachedCluster.FollowAsync(cluster, version);
        DisruptionBudget budget = Assert.Single(cached.Cache.Assemble().Value.Budgets);
        Assert.Equal((2, isAll), (budget.DisruptionsAllowed, budget.Selector is not null));
    }

    [Fact]
    public async Task RequestsOf_APodTheCacheDoesNotKnow_CountsAsThePackerDoes()
    {
        await using CachedCluster cached = await CachedCluster.FollowAsync(cluster);
        V1Pod pod = KubernetesJson.Deserialize<V1Pod>(
            """{"metadata":{"name":"x","namespace":"default"},"spec":{"initContainers":[{"name":"i","resources":{"requests":{"cpu":"900m"}}}],"containers":[{"name":"c","resources":{"requests":{"cpu":"100m","memory":"1Gi"}}}]}}""");
        Resources requests = cached.Cache.RequestsOf(pod);
        Assert.Equal((900, 1L << 30, 1), (requests.Of("cpu"), requests.Of("memory"), requests.Of("pods")));
    }

    [Fact]
    public void NodeRooms_AnySequence_EqualsTheSum() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 5], Gen.Int[0, 900]).List[1, 60].Sample(changes =>
        {
            var rooms = new NodeRooms();
            var pods = new Dictionary<int, (int Node, int Cpu)>();
            for (int node = 0; node < 2; node++)
                rooms.SetNode($"n{node}", new Resources { ["cpu"] = 4000 });
            foreach ((int node, int pod, int cpu) in changes)
            {
                if (pods.Remove(pod, out (int Node, int Cpu) old))
                    rooms.Charge($"n{old.Node}", new Resources { ["cpu"] = old.Cpu, ["pods"] = 1 }, -1);
                if (node == 2)
                    continue;
                pods[pod] = (node, cpu);
                rooms.Charge($"n{node}", new Resources { ["cpu"] = cpu, ["pods"] = 1 }, 1);
            }

            for (int node = 0; node < 2; node++)
            {
                Assert.True(rooms.TryGetFree($"n{node}", out Resources? free));
                Assert.Equal(4000 - pods.Values.Where(p => p.Node == node).Sum(p => p.Cpu), free.Of("cpu"));
                Assert.Equal(-pods.Values.Count(p => p.Node == node), free.Of("pods"));
            }
        });
}
