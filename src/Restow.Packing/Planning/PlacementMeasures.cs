using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Search;

namespace Restow.Packing.Planning;

/// <summary>The figures of a placement that a plan shows before and after.</summary>
/// <remarks>
/// <c>strandedShare</c> is Restow's measure of fragmentation: the share of the free CPU and memory (their mean) that lies on nodes where a
/// pod with the 90th percentile of the snapshot's requests no longer fits. 0: all that is free can be used; 1: none of it.
/// </remarks>
internal static class PlacementMeasures
{
    public static IReadOnlyList<Measure> Of(PackingProblem problem, int[] assignment, IReadOnlyList<PlanStep<PackingMove>> steps)
    {
        Cluster cluster = problem.Cluster;
        int placed = assignment.Count(node => node >= 0);
        int[] disturbed = [.. steps.Where(s => s.Move.From is not null).Select(s => s.Move.Pod).Distinct()];
        int evicted = disturbed.Count(p => assignment[p] < 0);
        (double cpu, double memory, double stranded) = Usage(cluster, assignment);
        return
        [
            new Measure("podsPlaced", placed, "pod", Better.Higher),
            new Measure("podsPending", assignment.Length - placed, "pod", Better.Lower),
            new Measure("podsMoved", disturbed.Length - evicted, "pod", Better.Lower),
            new Measure("podsEvicted", evicted, "pod", Better.Lower),
            new Measure("cpuAllocatedShare", cpu, "", Better.Higher),
            new Measure("memoryAllocatedShare", memory, "", Better.Higher),
            new Measure("strandedShare", stranded, "", Better.Lower),
        ];
    }

    private static (double Cpu, double Memory, double Stranded) Usage(Cluster cluster, int[] assignment)
    {
        string[] names = [Resources.Cpu, Resources.Memory];
        var free = new double[cluster.Nodes.Count * 2];
        var total = new double[2];
        for (int n = 0; n < cluster.Nodes.Count; n++)
        {
            for (int r = 0; r < 2; r++)
            {
                free[(n * 2) + r] = cluster.Nodes[n].Allocatable.Of(names[r]);
                total[r] += free[(n * 2) + r];
            }
        }

        var requests = new double[2][];
        for (int r = 0; r < 2; r++)
            requests[r] = [.. cluster.Pods.Select(p => (double)p.Requests.Of(names[r])).Order()];
        var used = new double[2];
        for (int p = 0; p < assignment.Length; p++)
        {
            for (int r = 0; r < 2 && assignment[p] >= 0; r++)
            {
                double want = cluster.Pods[p].Requests.Of(names[r]);
                free[(assignment[p] * 2) + r] -= want;
                used[r] += want;
            }
        }

        double[] typical = [.. requests.Select(list => list.Length == 0 ? 0 : list[(int)(0.9 * (list.Length - 1))])];
        var left = new double[2];
        var stranded = new double[2];
        for (int n = 0; n < cluster.Nodes.Count; n++)
        {
            bool fits = free[n * 2] >= typical[0] && free[(n * 2) + 1] >= typical[1];
            for (int r = 0; r < 2; r++)
            {
                double room = Math.Max(0, free[(n * 2) + r]);
                left[r] += room;
                stranded[r] += fits ? 0 : room;
            }
        }

        double share = 0;
        for (int r = 0; r < 2; r++)
            share += left[r] > 0 ? stranded[r] / left[r] / 2 : 0;
        return (total[0] > 0 ? used[0] / total[0] : 0, total[1] > 0 ? used[1] / total[1] : 0, share);
    }
}
