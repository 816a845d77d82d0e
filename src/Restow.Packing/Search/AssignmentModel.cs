namespace Restow.Packing.Search;

/// <summary>
/// Items, each one pod the plan may place or move, and nodes with what fixed pods leave of them: what the exact models solve.
/// </summary>
/// <remarks>
/// A pod that a rule ties to other pods in a way <see cref="Conflicts"/> cannot say (affinity, topology spread) must not be an item:
/// leave it where it is, take its requests off <see cref="Capacity"/> and refuse in <see cref="Eligible"/> what it forbids.
/// </remarks>
internal sealed record AssignmentModel
{
    public required int Nodes { get; init; }

    public required int Resources { get; init; }

    /// <summary>What fixed pods leave, <c>[node * Resources + resource]</c>.</summary>
    public required long[] Capacity { get; init; }

    public required int Items { get; init; }

    /// <summary>Requests, <c>[item * Resources + resource]</c>.</summary>
    public required long[] Request { get; init; }

    /// <summary>The priority tier of each item; 0 is the highest.</summary>
    public required int[] Tier { get; init; }

    /// <summary>The node each item runs on; -1 while pending. It may stay there whatever <see cref="Eligible"/> says.</summary>
    public required int[] Origin { get; init; }

    /// <summary>Whether the item may run on the node as far as the two alone decide it.</summary>
    public required Func<int, int, bool> Eligible { get; init; }

    /// <summary>Interchangeable items share a number, from 0; they agree in all but <see cref="Origin"/>.</summary>
    public required int[] Group { get; init; }

    /// <summary>Whether a running item may be left pending.</summary>
    public required bool[] MayEvict { get; init; }

    /// <summary>Sets of items that exclude each other.</summary>
    public IReadOnlyList<ItemConflict> Conflicts { get; init; } = [];

    public int Tiers => Tier.Length == 0 ? 0 : Tier.Max() + 1;

    /// <summary>Whether the node has the room for the item when it is empty but for fixed pods, and the item may go there.</summary>
    public bool Fits(int item, int node)
    {
        for (int r = 0; r < Resources; r++)
        {
            long want = Request[(item * Resources) + r];
            if (want > 0 && want > Capacity[(node * Resources) + r])
                return false;
        }

        return node == Origin[item] || Eligible(item, node);
    }

    /// <summary>Placed items of each tier.</summary>
    public int[] PlacedByTier(int[] assignment)
    {
        var placed = new int[Tiers];
        for (int item = 0; item < Items; item++)
        {
            if (assignment[item] >= 0)
                placed[Tier[item]]++;
        }

        return placed;
    }
}

/// <summary>At most one of <paramref name="Items"/> in each domain: anti-affinity of a workload to itself, a host port.</summary>
/// <param name="Domain">The domain of each node; -1 for none. Host ports have one domain per node.</param>
/// <param name="Items">The items; all of a group or none.</param>
internal sealed record ItemConflict(int[] Domain, int[] Items);

/// <summary>What a CP-SAT model found.</summary>
/// <param name="Assignment">The node of each item; -1 where it is pending. Always feasible if the origin was.</param>
/// <param name="Proven">Whether every phase ended with a proof.</param>
/// <param name="PlacedByTier">Placed items of each tier.</param>
/// <param name="Bound">
/// Of <see cref="PaperModel"/>: for each tier the most items of it and all higher ones together, given what earlier phases fixed
/// (their disruptions too, so it is no bound of the plain problem after the first tier); <c>null</c> where the search did not come to.
/// </param>
internal sealed record CpSatOutcome(int[] Assignment, bool Proven, int[] PlacedByTier, IReadOnlyList<double?> Bound);
