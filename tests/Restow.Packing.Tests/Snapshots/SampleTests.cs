using System.Text.Json;

using Restow.Packing.Model;
using Restow.Packing.Placements;
using Restow.Packing.Snapshots;

namespace Restow.Packing.Tests.Snapshots;

public class SampleTests
{
    private static readonly JsonSerializerOptions Plain = new() { WriteIndented = true };

    private readonly Cluster sample = KubernetesSnapshot.ReadFile(Files.Sample("pending-pods.json")).Value;

    [Fact]
    public void Sample_AsYaml_IsTheSameCluster()
    {
        Cluster yaml = KubernetesSnapshot.ReadFile(Files.Sample("pending-pods.yaml")).Value;
        Assert.Equal(Text(sample), Text(yaml with { SourceName = sample.SourceName }));
    }

    [Fact]
    public void Sample_IsACompleteCluster()
    {
        Assert.Empty(sample.Warnings);
        Assert.All(sample.Pods, pod => Assert.Empty(pod.Unevaluated));
        Assert.Equal((8, 42), (sample.Nodes.Count, sample.Pods.Count));
        Assert.Equal(["search/search-indexer"], sample.Pods.Where(p => p.NodeName is null).Select(p => $"{p.Namespace}/{p.Workload!.Name}").Distinct());
        Assert.Contains(sample.Pods, p => p.Workload is { Kind: "Deployment", Name: "web", ControllerKind: "ReplicaSet" });
        Assert.Equal(4, sample.Pods.Count(p => p.IsStatic));
        Assert.Equal([0, 1, 1], sample.Budgets.Select(b => b.DisruptionsAllowed).Order());
        Assert.Equal(3, sample.Claims.Count);
    }

    [Fact]
    public void Sample_AsItIs_HasNoNodeForThePendingPods()
    {
        var placement = new Placement(sample, []);
        foreach (int pod in Pending())
        {
            for (int node = 0; node < sample.Nodes.Count; node++)
                Assert.False(Tolerates(sample.Pods[pod], sample.Nodes[node]) && placement.Allows(pod, node));

            // Nor would preemption help: what ranks below it is too small to make room.
            for (int node = 0; node < sample.Nodes.Count; node++)
            {
                long lower = Enumerable.Range(0, sample.Pods.Count)
                    .Where(i => placement.Assignment[i] == node && sample.Pods[i].Priority < sample.Pods[pod].Priority)
                    .Sum(i => sample.Pods[i].Requests.Of("cpu"));
                Assert.True(!Tolerates(sample.Pods[pod], sample.Nodes[node]) || placement.Free(node)[0] + lower < placement.Requests(pod)[0]);
            }
        }
    }

    [Fact]
    public void Sample_AfterThreeMoves_HasRoomForAllPods()
    {
        var placement = new Placement(sample, []);
        Move(placement, "cart", "worker-1", "worker-6");
        Move(placement, "web", "worker-3", "worker-4");
        Move(placement, "checkout", "worker-5", "worker-2");
        string[] targets = ["worker-1", "worker-3", "worker-5"];
        foreach ((int pod, string target) in Pending().Zip(targets))
        {
            Assert.True(placement.Allows(pod, sample.NodeIndex[target]));
            placement.Place(pod, sample.NodeIndex[target]);
        }
    }

    private void Move(Placement placement, string app, string from, string to)
    {
        int pod = sample.Pods.Select((p, i) => (p, i)).First(x => x.p.Workload?.Name == app && x.p.NodeName == from).i;
        placement.Remove(pod);
        Assert.True(placement.Allows(pod, sample.NodeIndex[to]));
        placement.Place(pod, sample.NodeIndex[to]);
    }

    private IEnumerable<int> Pending() => Enumerable.Range(0, sample.Pods.Count).Where(i => sample.Pods[i].NodeName is null);

    private static bool Tolerates(Pod pod, Node node) =>
        node.Taints.All(taint => pod.Tolerations.Any(t => (t.Key.Length == 0 || t.Key == taint.Key) && (t.Exists || t.Value == taint.Value)));

    private static string Text(Cluster cluster) => JsonSerializer.Serialize(cluster, Plain);
}
