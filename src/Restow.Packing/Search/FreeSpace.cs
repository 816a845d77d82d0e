namespace Restow.Packing.Search;

/// <summary>How much room each node has, all resources added up in units of an average node.</summary>
internal sealed class FreeSpace
{
    private readonly PackingProblem problem;
    private readonly SearchState state;

    public FreeSpace(PackingProblem problem, SearchState state)
    {
        this.problem = problem;
        this.state = state;
        Scale = new double[problem.Width];
        for (int r = 0; r < problem.Width; r++)
        {
            double total = 0;
            for (int n = 0; n < problem.NodeCount; n++)
                total += Math.Max(0, problem.Capacity[(n * problem.Width) + r]);
            Scale[r] = total > 0 ? problem.NodeCount / total : 0;
        }
    }

    /// <summary>By resource: one over what an average node has.</summary>
    public double[] Scale { get; }

    public double Of(int node)
    {
        double sum = 0;
        for (int r = 0; r < problem.Width; r++)
            sum += state.Free[(node * problem.Width) + r] * Scale[r];
        return sum;
    }

    /// <summary>The node with the least room that takes a pending item; -1 when none does.</summary>
    public int Fullest(int item)
    {
        int best = -1;
        double least = double.MaxValue;
        for (int n = 0; n < problem.NodeCount; n++)
        {
            if (!state.Fits(item, n))
                continue;
            double space = Of(n);
            if (space < least)
                (least, best) = (space, n);
        }

        return best;
    }
}
