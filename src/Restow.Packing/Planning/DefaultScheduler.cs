using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Placements;
using Restow.Packing.Planning.Scheduling;

namespace Restow.Packing.Planning;

/// <summary>
/// kube-scheduler's default profile, made deterministic: the baseline that a plan has to beat.
/// </summary>
/// <remarks>
/// 1. Queue: priority, then nominated pods, then creation time, then order in the snapshot (plug-in PrioritySort).
/// 2. Filters: <see cref="Placement.Allows"/>; a nominated pod tries its node first.
/// 3. Scores with the default weights, see <see cref="NodeScores"/>; of equals the first node wins, where upstream draws lots.
/// 4. With <see cref="PackingOptions.Preemption"/>, a pod without a node evicts pods of a lower priority and takes their room at once;
///    the victims queue again, and pods that failed before get one more look, without preemption.
/// Every node is looked at: upstream samples nodes in clusters of more than 100 (percentageOfNodesToScore).
/// </remarks>
internal sealed class DefaultScheduler
{
    private readonly Cluster cluster;
    private readonly Mobility mobility;
    private readonly Placement placement;
    private readonly NodeScores scores;
    private readonly Preemption? preemption;
    private readonly PriorityQueue<int, (long Priority, int Nominated, long Created, int Pod)> queue = new();
    private readonly int[] feasible;

    private DefaultScheduler(Cluster cluster, PackingOptions options, int[] initial)
    {
        this.cluster = cluster;
        mobility = Mobility.Of(cluster, options);
        placement = new Placement(cluster, options.Constraints, initial);
        scores = new NodeScores(cluster, initial);
        preemption = options.Preemption ? new Preemption(cluster, mobility, placement) : null;
        feasible = new int[cluster.Nodes.Count];
    }

    /// <summary>Places the pods that <paramref name="initial"/> leaves out and that may be placed.</summary>
    /// <returns>The node of each pod, -1 where it stays pending; what was reached at the deadline.</returns>
    internal static int[] Schedule(Cluster cluster, PackingOptions options, int[] initial, Deadline? deadline = null) =>
        new DefaultScheduler(cluster, options, initial).Run(deadline);

    private int[] Run(Deadline? deadline)
    {
        for (int pod = 0; pod < cluster.Pods.Count; pod++)
        {
            if (placement.Assignment[pod] < 0 && mobility.Roles[pod] is (PodRole.Placeable or PodRole.Movable))
                Enqueue(pod);
        }

        var failed = new List<int>();
        bool evicted = Drain(failed, preemption, deadline);
        if (evicted)
        {
            failed.ForEach(Enqueue);
            Drain([], null, deadline);
        }

        return placement.Assignment.ToArray();
    }

    private bool Drain(List<int> failed, Preemption? mayPreempt, Deadline? deadline)
    {
        bool evicted = false;
        while (queue.TryDequeue(out int pod, out _))
        {
            if (deadline is { IsExpired: true })
                break;
            int node = Choose(pod);
            if (node < 0 && mayPreempt is not null && mayPreempt.Find(pod) is { } victory)
            {
                evicted = true;
                node = victory.Node;
                foreach (int victim in victory.Victims)
                {
                    placement.Remove(victim);
                    scores.Remove(victim, node);
                    Enqueue(victim);
                }
            }

            if (node < 0)
            {
                failed.Add(pod);
                continue;
            }

            placement.Place(pod, node);
            scores.Add(pod, node);
        }

        return evicted;
    }

    private int Choose(int pod)
    {
        int nominated = mobility.Nominated[pod];
        if (nominated >= 0 && placement.Allows(pod, nominated))
            return nominated;
        int count = 0;
        for (int node = 0; node < feasible.Length; node++)
        {
            if (placement.Allows(pod, node))
                feasible[count++] = node;
        }

        return count switch
        {
            0 => -1,
            1 => feasible[0],
            _ => scores.Best(pod, feasible.AsSpan(0, count)),
        };
    }

    private void Enqueue(int pod)
    {
        long created = cluster.Pods[pod].Created?.UtcTicks ?? 0;
        queue.Enqueue(pod, (-(long)cluster.Pods[pod].Priority, mobility.Nominated[pod] >= 0 ? 0 : 1, created, pod));
    }
}
