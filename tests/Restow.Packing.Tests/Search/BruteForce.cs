using Restow.Packing.Search;

namespace Restow.Packing.Tests.Search;

/// <summary>Tries every placement of a problem's items.</summary>
internal sealed class BruteForce
{
    private readonly PackingProblem problem;
    private readonly SearchState state;
    private readonly DisruptionCost cost;
    private readonly int mostDisturbed;
    private int disturbed;

    private BruteForce(PackingProblem problem, int mostDisturbed)
    {
        this.problem = problem;
        this.mostDisturbed = mostDisturbed;
        state = new SearchState(problem);
        cost = new DisruptionCost(problem);
        Placed = new int[problem.TierPriority.Length];
        Array.Fill(Placed, -1);
    }

    /// <summary>The best counts by tier.</summary>
    public int[] Placed { get; }

    /// <summary>The least cost at which they are reached.</summary>
    public int Cost { get; private set; } = int.MaxValue;

    public int MostTotal { get; private set; }

    public static BruteForce Solve(PackingProblem problem, int mostDisturbed = int.MaxValue)
    {
        var search = new BruteForce(problem, mostDisturbed);
        search.Try(0, 0);
        return search;
    }

    private void Try(int item, int soFar)
    {
        if (item == problem.Pods.Length)
        {
            int order = TierOrder.Compare(state.Placed, Placed);
            if (order > 0)
            {
                state.Placed.CopyTo(Placed, 0);
                Cost = int.MaxValue;
            }

            if (order >= 0)
                Cost = Math.Min(Cost, soFar);
            MostTotal = Math.Max(MostTotal, state.Placed.Sum());
            return;
        }

        for (int node = -1; node < problem.NodeCount; node++)
        {
            if (node >= 0 && !state.Fits(item, node))
                continue;
            int moved = cost.Of(item, node) > 0 ? 1 : 0;
            if (disturbed + moved > mostDisturbed)
                continue;
            disturbed += moved;
            if (node >= 0)
                state.Insert(item, node);
            Try(item + 1, soFar + cost.Of(item, node));
            if (node >= 0)
                state.Remove(item);
            disturbed -= moved;
        }
    }
}
