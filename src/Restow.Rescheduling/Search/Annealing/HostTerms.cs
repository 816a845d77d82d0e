namespace Restow.Rescheduling.Search.Annealing;

/// <summary>
/// What a host is worth beyond its nodes' tables: chunks over two nodes, memory chunks, being empty; each exactly, and with a slope for the walk.
/// </summary>
internal sealed class HostTerms
{
    private readonly ReschedulingProblem problem;
    private readonly bool[] canEmpty;

    public HostTerms(ReschedulingProblem problem)
    {
        this.problem = problem;
        canEmpty = [.. problem.Maintenance.Select(m => !m)];
        for (int v = 0; v < problem.Vms; v++)
        {
            if (!problem.Movable[v])
                canEmpty[problem.NodeHost[problem.OriginA[v]]] = false;
        }
    }

    /// <summary>The terms of one host.</summary>
    /// <param name="host">Its index.</param>
    /// <param name="nodes">Nodes of the fleet.</param>
    /// <param name="machines">How many machines it has.</param>
    public (float Smooth, long Exact) Of(int host, WalkNode[] nodes, int machines)
    {
        if (problem.Maintenance[host])
            return (0, 0);
        double smooth = 0;
        long exact = 0;
        long empty = problem.Objective.EmptyHostValue;
        if (machines == 0)
            exact += empty;
        else if (canEmpty[host])
            smooth += 0.5 * empty / machines;
        Span<WalkNode> mine = nodes.AsSpan(problem.NodeStart[host], problem.NodeStart[host + 1] - problem.NodeStart[host]);
        if (problem.Objective.MemoryChunkValue > 0)
        {
            int chunk = problem.Objective.MemoryChunkMb;
            foreach (WalkNode node in mine)
            {
                exact += problem.Objective.MemoryChunkValue * (node.Memory / chunk);
                smooth += SmoothValue.Slope((double)(node.Memory % chunk) / chunk, problem.Objective.MemoryChunkValue);
            }
        }

        if (problem.Objective.SpanValue > 0)
        {
            (double slope, int spans) = Spans(mine, problem.Objective.SpanCores);
            exact += problem.Objective.SpanValue * spans;
            smooth += SmoothValue.Slope(slope, problem.Objective.SpanValue);
        }

        return ((float)(smooth + exact), exact);
    }

    /// <summary>Chunks over two nodes, and how far the next one is made: the product of the shares that the two freest nodes have of it.</summary>
    private static (double Next, int Spans) Spans(Span<WalkNode> nodes, int cores)
    {
        int first = 0;
        int second = 0;
        Span<int> free = stackalloc int[nodes.Length];
        for (int n = 0; n < nodes.Length; n++)
        {
            int f = free[n] = nodes[n].Cores;
            if (f > first)
                (first, second) = (f, first);
            else
                second = Math.Max(second, f);
        }

        double share = (double)second / cores;
        return (share < 1 ? share * Math.Min(1, (double)first / cores) : share - Math.Floor(share), FleetState.Spans(free, cores));
    }
}
