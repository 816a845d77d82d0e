using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>Hands a problem to the CP-SAT models. Items that rules on other pods concern stay where they are there.</summary>
internal sealed class ExactModels
{
    private readonly PackingProblem problem;
    private readonly int[] items;
    private readonly int[] fixedNodes;

    /// <param name="problem">The problem.</param>
    /// <param name="nodes">Where the items are that stay.</param>
    public ExactModels(PackingProblem problem, int[] nodes)
    {
        this.problem = problem;
        fixedNodes = nodes;
        items = [.. Enumerable.Range(0, problem.Pods.Length).Where(i => !problem.Dynamic[i])];
        Model = Build();
    }

    public AssignmentModel Model { get; }

    /// <summary>The paper's method, from the snapshot.</summary>
    public static SearchOutcome Paper(PackingProblem problem, Deadline deadline)
    {
        var exact = new ExactModels(problem, problem.Origin);
        CpSatOutcome outcome = PaperModel.Solve(exact.Model, problem.Options.Threads, problem.Options.Seed, deadline);
        int[] nodes = exact.Expand(outcome.Assignment);
        int[] placed = problem.CountByTier(nodes);
        int[] bounds = problem.TierSizes();
        if (outcome.Proven && !problem.HasDynamicRules)
            placed.CopyTo(bounds, 0);
        else if (outcome.Bound.Count > 0 && outcome.Bound[0] is { } first && !problem.HasDynamicRules)
            bounds[0] = Math.Min(bounds[0], (int)Math.Floor(first + 1e-6));
        // The paper's disruptions are weighed otherwise, tier by tier: its least is not the fewest of all.
        bool undisturbed = new DisruptionCost(problem).Total(nodes) == 0;
        return new SearchOutcome(nodes, bounds, problem.Pods.Length, undisturbed, "CP-SAT");
    }

    /// <summary>Seeks fewer disruptions for the places of <paramref name="nodes"/>.</summary>
    /// <returns>The placement and, where it is proven, that nothing disturbs less.</returns>
    public (int[] Nodes, bool Proven, int Bound) FewestMoves(int[] nodes, int workers, Deadline deadline, double counted = double.PositiveInfinity)
    {
        int[] incumbent = [.. items.Select(i => nodes[i])];
        PackingOptions options = problem.Options;
        FewestMovesOutcome outcome = Search.FewestMoves.Improve(
            Model, incumbent, Model.PlacedByTier(incumbent), options.MoveWeight, options.EvictWeight, workers, options.Seed, deadline, counted);
        bool exact = !problem.HasDynamicRules;
        return (Expand(outcome.Assignment), outcome.Proven && exact, exact ? (int)outcome.Bound : 0);
    }

    private int[] Expand(int[] assignment)
    {
        int[] nodes = [.. fixedNodes];
        for (int k = 0; k < items.Length; k++)
            nodes[items[k]] = assignment[k];
        return nodes;
    }

    private AssignmentModel Build()
    {
        int width = problem.Width;
        long[] capacity = [.. problem.Capacity];
        for (int i = 0; i < problem.Pods.Length; i++)
        {
            for (int r = 0; r < width && problem.Dynamic[i] && fixedNodes[i] >= 0; r++)
                capacity[(fixedNodes[i] * width) + r] -= problem.Request[(i * width) + r];
        }

        // Replicas whose tiers differ are not interchangeable for the objective.
        var groups = new Dictionary<(int, int), int>();
        var group = new int[items.Length];
        for (int k = 0; k < items.Length; k++)
        {
            var key = (problem.Group[items[k]], problem.Tier[items[k]]);
            if (!groups.TryGetValue(key, out group[k]))
                groups[key] = group[k] = groups.Count;
        }

        return new AssignmentModel
        {
            Nodes = problem.NodeCount,
            Resources = width,
            Capacity = capacity,
            Items = items.Length,
            Request = [.. items.SelectMany(i => problem.Request.AsSpan(i * width, width).ToArray())],
            Tier = [.. items.Select(i => problem.Tier[i])],
            Origin = [.. items.Select(i => problem.Origin[i])],
            Eligible = (k, node) => problem.IsEligible(problem.Class[items[k]], node),
            Group = group,
            MayEvict = [.. items.Select(_ => problem.Options.Eviction != EvictionPolicy.None)],
        };
    }
}
