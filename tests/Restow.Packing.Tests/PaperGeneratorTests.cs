using Restow.Packing.Model;
using Restow.Packing.Snapshots;

namespace Restow.Packing.Tests;

public class PaperGeneratorTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Generate_Cell_HasTheShapeOfThePaper(bool whole)
    {
        Cluster cluster = new PaperGenerator(8, 4, 4, 0.95, whole).Generate(3);
        Assert.Equal(8, cluster.Nodes.Count);
        Assert.Equal(32, cluster.Pods.Count);
        Assert.All(cluster.Pods, p => Assert.InRange(p.Requests.Of("cpu"), 100, 1000));
        Assert.All(cluster.Pods, p => Assert.InRange(p.Requests.Of("memory"), 100_000_000, 1_000_000_000));
        Assert.All(cluster.Pods, p => Assert.InRange(p.Priority, 1, 4));
        Assert.All(cluster.Pods.GroupBy(p => p.Workload!.Name), g => Assert.InRange(g.Count(), 1, 4));
        double used = cluster.Pods.Sum(p => p.Requests.Of("cpu")) / (8.0 * cluster.Nodes[0].Allocatable.Of("cpu"));
        Assert.InRange(used, 0.90, 0.95);
    }

    [Fact]
    public void Generate_SameSeed_SameCluster()
    {
        var generator = new PaperGenerator(4, 8, 2, 1.0);
        Assert.Equal(generator.Generate(9).Pods.Select(p => p.Requests.Of("memory")), generator.Generate(9).Pods.Select(p => p.Requests.Of("memory")));
        Assert.NotEqual(generator.Generate(9).Pods.Select(p => p.Requests.Of("memory")), generator.Generate(10).Pods.Select(p => p.Requests.Of("memory")));
    }
}
