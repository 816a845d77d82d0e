using Restow.Packing.Model;

namespace Restow.Packing.Planning.Checking;

/// <summary>Whether a plan ends where it says, within the eviction policy, and no worse than it began.</summary>
internal static class OutcomeCheck
{
    public static string? Of(Cluster cluster, PackingOptions options, PackingPlan plan, Replay replay)
    {
        int[] before = cluster.InitialAssignment();
        int[] after = replay.Where;
        for (int pod = 0; pod < after.Length; pod++)
        {
            if (after[pod] != plan.Assignment[pod])
                return $"its steps leave {cluster.Pods[pod].FullName} {Place(cluster, after[pod])}, not {Place(cluster, plan.Assignment[pod])}";
        }

        return Evictions(cluster, options, before, after) ?? Value(cluster, before, after, plan.IsBetter);
    }

    private static string? Evictions(Cluster cluster, PackingOptions options, int[] before, int[] after)
    {
        if (options.Eviction == EvictionPolicy.Any)
            return null;
        int highest = int.MinValue;
        for (int pod = 0; pod < after.Length; pod++)
        {
            if (before[pod] < 0 && after[pod] >= 0 && !cluster.Pods[pod].NeverPreempts)
                highest = Math.Max(highest, cluster.Pods[pod].Priority);
        }

        for (int pod = 0; pod < after.Length; pod++)
        {
            if (before[pod] < 0 || after[pod] >= 0)
                continue;
            if (options.Eviction == EvictionPolicy.None)
                return $"{cluster.Pods[pod].FullName} runs and is left pending, which the eviction policy forbids";
            if (cluster.Pods[pod].Priority >= highest)
                return $"{cluster.Pods[pod].FullName} is left pending though no pod of a higher priority that may preempt is placed";
        }

        return null;
    }

    private static string? Value(Cluster cluster, int[] before, int[] after, bool claimsBetter)
    {
        var gain = new SortedDictionary<int, int>();
        for (int pod = 0; pod < after.Length; pod++)
        {
            int priority = cluster.Pods[pod].Priority;
            gain[priority] = gain.GetValueOrDefault(priority) + (after[pod] >= 0 ? 1 : 0) - (before[pod] >= 0 ? 1 : 0);
        }

        (int first, int change) = gain.Reverse().FirstOrDefault(entry => entry.Value != 0);
        if (change < 0)
            return $"it places {-change} pods of priority {first} fewer than now";
        return claimsBetter && change == 0 ? "it claims to be better and is not" : null;
    }

    private static string Place(Cluster cluster, int node) => node < 0 ? "pending" : $"on {cluster.Nodes[node].Name}";
}
