namespace Restow.Packing.Search;

/// <summary>
/// Gives items that a search left pending what room there is: their origin first, then the first node that fits, highest tier first.
/// </summary>
internal static class Completion
{
    public static void Apply(AssignmentModel problem, int[] assignment)
    {
        var free = (long[])problem.Capacity.Clone();
        var taken = new HashSet<(ItemConflict, int)>();
        for (int item = 0; item < assignment.Length; item++)
        {
            if (assignment[item] >= 0)
                Take(problem, free, taken, item, assignment[item]);
        }

        int[] pending = [.. Enumerable.Range(0, assignment.Length).Where(i => assignment[i] < 0).OrderBy(i => problem.Tier[i])];
        foreach (int item in pending.Where(i => problem.Origin[i] >= 0))
            Try(item, problem.Origin[item]);
        foreach (int item in pending)
        {
            for (int node = 0; node < problem.Nodes && assignment[item] < 0; node++)
                Try(item, node);
        }

        void Try(int item, int node)
        {
            if (!problem.Fits(item, node) || !HasRoom(problem, free, taken, item, node))
                return;
            assignment[item] = node;
            Take(problem, free, taken, item, node);
        }
    }

    private static bool HasRoom(AssignmentModel problem, long[] free, HashSet<(ItemConflict, int)> taken, int item, int node)
    {
        for (int r = 0; r < problem.Resources; r++)
        {
            long want = problem.Request[(item * problem.Resources) + r];
            if (want > 0 && want > free[(node * problem.Resources) + r])
                return false;
        }

        return !problem.Conflicts.Any(c => c.Items.Contains(item) && taken.Contains((c, c.Domain[node])));
    }

    private static void Take(AssignmentModel problem, long[] free, HashSet<(ItemConflict, int)> taken, int item, int node)
    {
        for (int r = 0; r < problem.Resources; r++)
            free[(node * problem.Resources) + r] -= problem.Request[(item * problem.Resources) + r];
        foreach (ItemConflict conflict in problem.Conflicts)
        {
            if (conflict.Domain[node] >= 0 && conflict.Items.Contains(item))
                taken.Add((conflict, conflict.Domain[node]));
        }
    }
}
