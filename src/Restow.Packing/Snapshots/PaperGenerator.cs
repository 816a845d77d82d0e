using Restow.Core;
using Restow.Packing.Model;

namespace Restow.Packing.Snapshots;

/// <summary>
/// Random clusters as in the evaluation of "Priority Matters" (arXiv 2511.08373): ReplicaSets of U{1..4} pods, CPU U[100, 1000] m, memory
/// U[100, 1000] MB, priority U{1..P} for each ReplicaSet; identical nodes of capacity max(largest pod, ceil(sum / utilisation / nodes)).
/// </summary>
/// <param name="Nodes">How many nodes.</param>
/// <param name="PodsPerNode">Pods, divided by nodes.</param>
/// <param name="Priorities">P.</param>
/// <param name="Utilisation">Requests divided by capacity.</param>
/// <param name="WholeMegabytes">Whether memory is drawn in whole MB and not in bytes. With bytes nearly no two sets of pods have equal sums, which some proofs live on.</param>
public sealed record PaperGenerator(int Nodes, int PodsPerNode, int Priorities, double Utilisation, bool WholeMegabytes = false)
{
    private const long Megabyte = 1_000_000;

    /// <summary>The cluster of a seed, every pod pending, in the order in which they arrive.</summary>
    public Cluster Generate(ulong seed)
    {
        var random = new SeededRandom((seed * 1_000_003) + ((ulong)Nodes * 1_009) + ((ulong)PodsPerNode * 101) + (ulong)Priorities);
        int count = Nodes * PodsPerNode;
        var pods = new List<Pod>(count);
        long cpu = 0;
        long memory = 0;
        long largestCpu = 0;
        long largestMemory = 0;
        for (int set = 0; pods.Count < count; set++)
        {
            int replicas = Math.Min(random.NextInclusive(1, 4), count - pods.Count);
            long c = random.NextInclusive(100, 1000);
            long m = WholeMegabytes
                ? random.NextInclusive(100, 1000) * Megabyte
                : (100 * Megabyte) + random.Next((int)(900 * Megabyte) + 1);
            int priority = random.NextInclusive(1, Priorities);
            string name = $"rs-{set}";
            var requests = new Resources { [Resources.Cpu] = c, [Resources.Memory] = m, [Resources.Pods] = 1 };
            for (int k = 0; k < replicas; k++)
            {
                pods.Add(new Pod
                {
                    Namespace = "default",
                    Name = $"{name}-{k}",
                    Uid = $"{name}-{k}",
                    Priority = priority,
                    Requests = requests,
                    Workload = new WorkloadReference("ReplicaSet", name, "ReplicaSet", name, "1"),
                });
            }

            cpu += c * replicas;
            memory += m * replicas;
            largestCpu = Math.Max(largestCpu, c);
            largestMemory = Math.Max(largestMemory, m);
        }

        long unit = WholeMegabytes ? Megabyte : 1;
        var allocatable = new Resources
        {
            [Resources.Cpu] = Math.Max(largestCpu, (long)Math.Ceiling(cpu / Utilisation / Nodes)),
            [Resources.Memory] = Math.Max(largestMemory, (long)Math.Ceiling(memory / Utilisation / Nodes / unit) * unit),
            [Resources.Pods] = count,
        };
        return new Cluster
        {
            SourceName = $"generated {Nodes}x{PodsPerNode} p{Priorities} u{Utilisation:F2} seed {seed}",
            Nodes = [.. Enumerable.Range(0, Nodes).Select(n => new Node { Name = $"node-{n:D4}", Allocatable = allocatable })],
            Pods = pods,
        };
    }
}
