using Restow.Packing.Model;

namespace Restow.Packing.Planning.Scheduling;

/// <summary>
/// LeastAllocated and BalancedAllocation over cpu and memory, weight 1 each. LeastAllocated counts pods without a request as
/// 100m and 200 MiB (<c>pkg/scheduler/util.GetNonzeroRequests</c>, here for the pod as a whole); BalancedAllocation counts real requests
/// and skips pods that have none.
/// </summary>
internal sealed class ResourceScore(Cluster cluster) : INodeScore
{
    private const long DefaultCpu = 100;
    private const long DefaultMemory = 200 * 1024 * 1024;
    private readonly Amounts[] capacity = [.. cluster.Nodes.Select(node => Amounts.Of(node.Allocatable))];
    private readonly Amounts[] requests = [.. cluster.Pods.Select(pod => Amounts.Of(pod.Requests))];
    private readonly Amounts[] used = new Amounts[cluster.Nodes.Count];
    private readonly Amounts[] assumed = new Amounts[cluster.Nodes.Count];

    public void Score(int pod, ReadOnlySpan<int> nodes, Span<long> totals)
    {
        Amounts want = requests[pod];
        Amounts nonZero = NonZero(want);
        bool balance = want.Cpu > 0 || want.Memory > 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            int node = nodes[i];
            totals[i] += LeastAllocated(capacity[node], assumed[node] + nonZero);
            if (balance)
                totals[i] += Balanced(capacity[node], used[node] + want);
        }
    }

    public void Add(int pod, int node)
    {
        used[node] += requests[pod];
        assumed[node] += NonZero(requests[pod]);
    }

    public void Remove(int pod, int node)
    {
        used[node] -= requests[pod];
        assumed[node] -= NonZero(requests[pod]);
    }

    private static long LeastAllocated(Amounts capacity, Amounts requested)
    {
        int weights = (capacity.Cpu > 0 ? 1 : 0) + (capacity.Memory > 0 ? 1 : 0);
        return weights == 0 ? 0 : (Unused(capacity.Cpu, requested.Cpu) + Unused(capacity.Memory, requested.Memory)) / weights;
    }

    private static long Unused(long capacity, long requested) =>
        capacity <= 0 || requested > capacity ? 0 : (capacity - requested) * 100 / capacity;

    private static long Balanced(Amounts capacity, Amounts requested)
    {
        if (capacity.Cpu <= 0 || capacity.Memory <= 0)
            return 100;
        double cpu = Math.Min(1, (double)requested.Cpu / capacity.Cpu);
        double memory = Math.Min(1, (double)requested.Memory / capacity.Memory);
        return (long)((1 - (Math.Abs(cpu - memory) / 2)) * 100);
    }

    private static Amounts NonZero(Amounts want) => new(want.Cpu == 0 ? DefaultCpu : want.Cpu, want.Memory == 0 ? DefaultMemory : want.Memory);

    private readonly record struct Amounts(long Cpu, long Memory)
    {
        public static Amounts Of(Resources resources) => new(resources.Of(Resources.Cpu), resources.Of(Resources.Memory));

        public static Amounts operator +(Amounts a, Amounts b) => new(a.Cpu + b.Cpu, a.Memory + b.Memory);

        public static Amounts operator -(Amounts a, Amounts b) => new(a.Cpu - b.Cpu, a.Memory - b.Memory);
    }
}
