namespace Restow.Packing.Search;

/// <summary>The policy's limits on how many running pods a plan may disturb, in all and of one workload.</summary>
internal sealed class MoveCaps
{
    private readonly PackingProblem problem;
    private readonly int most;
    private readonly int mostOfOne;
    private readonly int[] workload;
    private readonly int[] disturbedOf;
    private int disturbed;

    private MoveCaps(PackingProblem problem)
    {
        this.problem = problem;
        most = problem.Options.MaxMoves ?? int.MaxValue;
        mostOfOne = problem.Options.MaxMovesPerWorkload ?? int.MaxValue;
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        workload = new int[problem.Pods.Length];
        for (int i = 0; i < workload.Length; i++)
        {
            Model.Pod pod = problem.Cluster.Pods[problem.Pods[i]];
            string key = pod.Workload is { } w ? $"{pod.Namespace}/{w.Kind}/{w.Name}" : $"{pod.Namespace}//{pod.Name}";
            if (!index.TryGetValue(key, out workload[i]))
                index[key] = workload[i] = index.Count;
        }

        disturbedOf = new int[index.Count];
    }

    /// <summary>The limits of a problem's policy; <c>null</c> when it has none.</summary>
    public static MoveCaps? For(PackingProblem problem) =>
        problem.Options.MaxMoves is null && problem.Options.MaxMovesPerWorkload is null ? null : new MoveCaps(problem);

    /// <summary>Whether a whole placement keeps within the limits.</summary>
    public bool Holds(ReadOnlySpan<int> nodes)
    {
        Load(nodes);
        if (disturbed > most)
            return false;
        foreach (int count in disturbedOf)
        {
            if (count > mostOfOne)
                return false;
        }

        return true;
    }

    public void Load(ReadOnlySpan<int> nodes)
    {
        disturbed = 0;
        Array.Clear(disturbedOf);
        for (int i = 0; i < nodes.Length; i++)
            Count(i, nodes[i], 1);
    }

    /// <summary>Whether the limits hold once the items are where <paramref name="after"/> (by item) says instead of <paramref name="before"/> (by position).</summary>
    public bool Allow(ReadOnlySpan<int> items, ReadOnlySpan<int> before, ReadOnlySpan<int> after, int count)
    {
        Commit(items, before, after, count);
        bool ok = disturbed <= most;
        for (int k = 0; k < count && ok; k++)
            ok = disturbedOf[workload[items[k]]] <= mostOfOne;
        for (int k = 0; k < count; k++)
        {
            Count(items[k], after[items[k]], -1);
            Count(items[k], before[k], 1);
        }

        return ok;
    }

    public void Commit(ReadOnlySpan<int> items, ReadOnlySpan<int> before, ReadOnlySpan<int> after, int count)
    {
        for (int k = 0; k < count; k++)
        {
            Count(items[k], before[k], -1);
            Count(items[k], after[items[k]], 1);
        }
    }

    private void Count(int item, int node, int sign)
    {
        if (problem.Origin[item] < 0 || problem.Origin[item] == node)
            return;
        disturbed += sign;
        disturbedOf[workload[item]] += sign;
    }
}
