using Restow.Core;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Search;

/// <summary>
/// kube-scheduler's default profile, one pending pod after the other: by descending priority, then in the order of the snapshot; all filters; the
/// scores NodeResourcesFit (LeastAllocated) and NodeResourcesBalancedAllocation, weight 1 each, PreferNoSchedule taints (3) and preferred node
/// affinity (2), each 0 to 100; ties go to the first node. Nothing is moved or evicted.
/// </summary>
internal static class SchedulerEmulation
{
    // A pod without requests counts as this much in the scores (upstream: schedutil.DefaultMilliCPURequest, DefaultMemoryRequest).
    private const long LeastCpu = 100;
    private const long LeastMemory = 200L * 1024 * 1024;

    public static SearchOutcome Run(PackingProblem problem, Deadline deadline)
    {
        var state = new SearchState(problem);
        state.Load(problem.Origin);
        var load = new NodeLoad(problem.Cluster, problem.Initial);
        int[] queue = [.. Enumerable.Range(0, problem.Pods.Length).Where(i => problem.Origin[i] < 0)
            .OrderByDescending(i => problem.Cluster.Pods[problem.Pods[i]].Priority).ThenBy(i => problem.Pods[i])];
        foreach (int item in queue)
        {
            if (deadline.IsExpired)
                break;
            Pod pod = problem.Cluster.Pods[problem.Pods[item]];
            int best = -1;
            double bestScore = -1;
            int[]? preference = Preference(problem.Cluster, pod);
            for (int node = 0; node < problem.NodeCount; node++)
            {
                if (!state.Fits(item, node))
                    continue;
                double score = load.Score(pod, node) + (preference?[node] ?? 0);
                if (score > bestScore)
                    (bestScore, best) = (score, node);
            }

            if (best < 0)
                continue;
            state.Insert(item, best);
            load.Add(pod, best);
        }

        var knapsack = new KnapsackBound(problem);
        var bounds = new int[state.Placed.Length];
        for (int t = 0; t < bounds.Length; t++)
            bounds[t] = Math.Max(state.Placed[t], knapsack.Of(t, state.Placed));
        return new SearchOutcome([.. state.Node], bounds, knapsack.Total(), true, "knapsack bound");
    }

    // Preferred node affinity and PreferNoSchedule taints, each normalised over the nodes as upstream does; null when neither says anything.
    private static int[]? Preference(Cluster cluster, Pod pod)
    {
        bool tainted = cluster.Nodes.Any(n => n.Taints.Any(t => t.Effect == "PreferNoSchedule"));
        if (!tainted && pod.PreferredNodeAffinity.Count == 0)
            return null;
        int[] affinity = [.. cluster.Nodes.Select(n => pod.PreferredNodeAffinity.Where(p => NodeMatching.Matches(p.Term, n)).Sum(p => p.Weight))];
        int[] taints = [.. cluster.Nodes.Select(n => n.Taints.Count(t => t.Effect == "PreferNoSchedule" && !Tolerance.Tolerates(pod.Tolerations, t)))];
        int mostAffinity = Math.Max(1, affinity.Max());
        int mostTaints = Math.Max(1, taints.Max());
        return [.. affinity.Select((a, n) => (2 * a * 100 / mostAffinity) + (tainted ? 3 * (100 - (taints[n] * 100 / mostTaints)) : 0))];
    }

    private sealed class NodeLoad
    {
        private readonly long[] cpu;
        private readonly long[] memory;
        private readonly long[] cpuUsed;
        private readonly long[] memoryUsed;

        public NodeLoad(Cluster cluster, int[] initial)
        {
            cpu = [.. cluster.Nodes.Select(n => n.Allocatable.Of(Resources.Cpu))];
            memory = [.. cluster.Nodes.Select(n => n.Allocatable.Of(Resources.Memory))];
            cpuUsed = new long[cpu.Length];
            memoryUsed = new long[cpu.Length];
            for (int p = 0; p < initial.Length; p++)
            {
                if (initial[p] >= 0)
                    Add(cluster.Pods[p], initial[p]);
            }
        }

        public void Add(Pod pod, int node)
        {
            cpuUsed[node] += Cpu(pod);
            memoryUsed[node] += Memory(pod);
        }

        public double Score(Pod pod, int node)
        {
            double c = Share(cpuUsed[node] + Cpu(pod), cpu[node]);
            double m = Share(memoryUsed[node] + Memory(pod), memory[node]);
            long least = ((long)((1 - c) * 100) + (long)((1 - m) * 100)) / 2;
            // Upstream's standard deviation of two fractions is half their distance.
            long balanced = (long)((1 - (Math.Abs(c - m) / 2)) * 100);
            return least + balanced;
        }

        private static double Share(long used, long capacity) => capacity <= 0 || used > capacity ? 1 : (double)used / capacity;

        private static long Cpu(Pod pod) => pod.Requests.Of(Resources.Cpu) is > 0 and long c ? c : LeastCpu;

        private static long Memory(Pod pod) => pod.Requests.Of(Resources.Memory) is > 0 and long m ? m : LeastMemory;
    }
}
