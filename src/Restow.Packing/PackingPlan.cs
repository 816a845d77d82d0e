using Restow.Core;

namespace Restow.Packing;

/// <summary>What a step does to a pod.</summary>
public enum PackingMoveKind
{
    /// <summary>A running pod is evicted and its replacement lands on another node.</summary>
    Move,

    /// <summary>A running pod is evicted; it waits for a later <see cref="Place"/> or stays pending.</summary>
    Evict,

    /// <summary>A pending pod lands on a node.</summary>
    Place,
}

/// <summary>One step on one pod.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Pod">Index of the pod in the cluster's list.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="From">The node it leaves; <c>null</c> for <see cref="PackingMoveKind.Place"/>.</param>
/// <param name="To">The node it lands on; <c>null</c> for <see cref="PackingMoveKind.Evict"/>.</param>
public sealed record PackingMove(PackingMoveKind Kind, int Pod, string Namespace, string Name, string? From, string? To);

/// <summary>A pod and why it is where it is.</summary>
public sealed record PodReason(int Pod, string Namespace, string Name, string Reason);

/// <summary>The pods of one priority before and after a plan.</summary>
/// <param name="Pods">Pods of this priority that count: running ones and pending ones this scheduler may place.</param>
/// <param name="Bound">No plan under the same policy places more pods of this priority while placing as many of each higher one; <c>null</c> where nothing is proven.</param>
public sealed record PriorityCount(int Priority, int Pods, int PlacedBefore, int PlacedAfter, int? Bound);

/// <summary>A plan for a cluster's pods.</summary>
public sealed record PackingPlan
{
    public required Plan<PackingMove> Plan { get; init; }

    /// <summary>Whether the plan improves on the snapshot by the objective: pods placed by priority.</summary>
    public required bool IsBetter { get; init; }

    /// <summary>By descending priority.</summary>
    public required IReadOnlyList<PriorityCount> ByPriority { get; init; }

    /// <summary>The node index of every pod after the plan; -1 where it is pending.</summary>
    public required int[] Assignment { get; init; }

    /// <summary>Pods that are pending after the plan, with the scheduler's reason and what would have to change.</summary>
    public required IReadOnlyList<PodReason> Pending { get; init; }

    /// <summary>Running pods that the plan was not allowed to move, and why.</summary>
    public required IReadOnlyList<PodReason> Immovable { get; init; }

    /// <summary>Whether it is proven that no placement of as many pods of each priority disturbs running pods less (stay 0, move 1, evict 2, or the policy's weights).</summary>
    public bool HasFewestDisruptions { get; init; }

    /// <summary>How many running pods the plan moves or evicts; one that is evicted and placed again counts once.</summary>
    public int Disturbed => Plan.Steps.Where(s => s.Move.From is not null).Select(s => s.Move.Pod).Distinct().Count();

    /// <summary>Positive when this plan places more pods than <paramref name="other"/>, by descending priority. Both must be for one cluster and policy.</summary>
    public int ComparePlaced(PackingPlan other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach ((PriorityCount ours, PriorityCount theirs) in ByPriority.Zip(other.ByPriority))
        {
            if (ours.PlacedAfter != theirs.PlacedAfter)
                return ours.PlacedAfter.CompareTo(theirs.PlacedAfter);
        }

        return 0;
    }
}
