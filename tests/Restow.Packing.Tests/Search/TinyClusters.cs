using Restow.Core;
using Restow.Packing.Model;

namespace Restow.Packing.Tests.Search;

/// <summary>Random clusters that are small enough to try every placement.</summary>
internal static class TinyClusters
{
    public static Cluster Random(ulong seed, int nodes = 3, int pods = 7, int priorities = 2, double utilisation = 0.98)
    {
        var random = new SeededRandom(seed);
        var list = new List<Pod>();
        long cpu = 0;
        long memory = 0;
        while (list.Count < pods)
        {
            int replicas = Math.Min(pods - list.Count, random.NextInclusive(1, 2));
            string name = $"w{list.Count}";
            int priority = random.NextInclusive(1, priorities);
            long c = random.NextInclusive(2, 9);
            long m = random.NextInclusive(2, 9);
            for (int k = 0; k < replicas; k++)
            {
                list.Add(new Pod
                {
                    Namespace = "default",
                    Name = $"{name}-{k}",
                    Priority = priority,
                    Requests = new Resources { ["cpu"] = c, ["memory"] = m, ["pods"] = 1 },
                    Workload = new WorkloadReference("Deployment", name, "ReplicaSet", name, "1"),
                });
                cpu += c;
                memory += m;
            }
        }

        long capacityCpu = Math.Max(9, (long)Math.Ceiling(cpu / utilisation / nodes));
        long capacityMemory = Math.Max(9, (long)Math.Ceiling(memory / utilisation / nodes));
        var freeCpu = new long[nodes];
        var freeMemory = new long[nodes];
        Array.Fill(freeCpu, capacityCpu);
        Array.Fill(freeMemory, capacityMemory);
        for (int p = 0; p < list.Count; p++)
        {
            // Emptiest node first, as the scheduler spreads.
            int n = Enumerable.Range(0, nodes)
                .Where(k => freeCpu[k] >= list[p].Requests.Of("cpu") && freeMemory[k] >= list[p].Requests.Of("memory"))
                .OrderByDescending(k => freeCpu[k] + freeMemory[k]).FirstOrDefault(-1);
            if (n < 0)
                continue;
            freeCpu[n] -= list[p].Requests.Of("cpu");
            freeMemory[n] -= list[p].Requests.Of("memory");
            list[p] = list[p] with { NodeName = $"n{n}" };
        }

        return new Cluster
        {
            SourceName = $"tiny {seed}",
            Nodes =
            [
                .. Enumerable.Range(0, nodes).Select(n => new Node
                {
                    Name = $"n{n}",
                    Allocatable = new Resources { ["cpu"] = capacityCpu, ["memory"] = capacityMemory, ["pods"] = 110 },
                }),
            ],
            Pods = list,
        };
    }
}
