using Restow.Core;
using Restow.Packing.Model;

namespace Restow.Benchmarks;

/// <summary>A cluster filled to 95 % with replicas of random sizes, all pending.</summary>
internal static class DenseCluster
{
    public static Cluster Of(int nodes, int podsPerNode)
    {
        var random = new SeededRandom(42);
        var pods = new List<Pod>();
        long cpu = 0;
        long memory = 0;
        while (pods.Count < nodes * podsPerNode)
        {
            string workload = $"w{pods.Count}";
            long c = random.NextInclusive(100, 1000);
            long m = random.NextInclusive(100, 1000) * 1_000_000L;
            for (int k = random.NextInclusive(1, 4); k > 0 && pods.Count < nodes * podsPerNode; k--)
            {
                pods.Add(new Pod
                {
                    Namespace = "default",
                    Name = $"{workload}-{k}",
                    Requests = new Resources { [Resources.Cpu] = c, [Resources.Memory] = m, [Resources.Pods] = 1 },
                    Workload = new WorkloadReference("ReplicaSet", workload, "ReplicaSet", workload, "1"),
                });
                cpu += c;
                memory += m;
            }
        }

        var allocatable = new Resources { [Resources.Cpu] = (long)(cpu / 0.95 / nodes), [Resources.Memory] = (long)(memory / 0.95 / nodes), [Resources.Pods] = 110 };
        return new Cluster
        {
            SourceName = "dense",
            Nodes = [.. Enumerable.Range(0, nodes).Select(n => new Node { Name = $"n{n}", Allocatable = allocatable })],
            Pods = pods,
        };
    }
}
