namespace Restow.Packing.Search;

/// <summary>How many items of each group are on each node, and back: the form in which replicas have no names.</summary>
internal sealed class GroupCounts
{
    private readonly AssignmentModel problem;

    public GroupCounts(AssignmentModel problem)
    {
        this.problem = problem;
        int groups = problem.Group.Length == 0 ? 0 : problem.Group.Max() + 1;
        Members = new List<int>[groups];
        for (int g = 0; g < groups; g++)
            Members[g] = [];
        for (int item = 0; item < problem.Items; item++)
            Members[problem.Group[item]].Add(item);
        Current = Count(problem.Origin);
    }

    /// <summary>The items of each group.</summary>
    public List<int>[] Members { get; }

    /// <summary>The counts before the plan.</summary>
    public Dictionary<int, int>[] Current { get; }

    /// <summary>Items on each node, by group.</summary>
    public Dictionary<int, int>[] Count(int[] assignment)
    {
        var counts = new Dictionary<int, int>[Members.Length];
        for (int g = 0; g < counts.Length; g++)
        {
            counts[g] = [];
            foreach (int item in Members[g])
            {
                if (assignment[item] >= 0)
                    counts[g][assignment[item]] = counts[g].GetValueOrDefault(assignment[item]) + 1;
            }
        }

        return counts;
    }

    /// <summary>Items for counts, with the fewest running ones disturbed: they stay where they can, then move, and pending ones take the rest.</summary>
    public int[] Expand(Dictionary<int, int>[] counts)
    {
        var assignment = new int[problem.Items];
        Array.Fill(assignment, -1);
        for (int g = 0; g < counts.Length; g++)
        {
            var left = new Dictionary<int, int>(counts[g]);
            var rest = new List<int>();
            foreach (int item in Members[g])
            {
                int home = problem.Origin[item];
                if (home >= 0 && left.GetValueOrDefault(home) > 0)
                {
                    assignment[item] = home;
                    left[home]--;
                }
                else
                {
                    rest.Add(item);
                }
            }

            var open = new Queue<int>(left.OrderBy(p => p.Key).SelectMany(p => Enumerable.Repeat(p.Key, p.Value)));
            foreach (int item in rest.OrderBy(i => problem.Origin[i] < 0 ? 2 : problem.MayEvict[i] ? 1 : 0))
            {
                if (open.TryDequeue(out int node))
                    assignment[item] = node;
            }
        }

        return assignment;
    }

    /// <summary>What an assignment disturbs.</summary>
    public long Disruption(int[] assignment, int moveWeight, int evictWeight)
    {
        long sum = 0;
        for (int item = 0; item < assignment.Length; item++)
        {
            if (problem.Origin[item] >= 0 && assignment[item] != problem.Origin[item])
                sum += assignment[item] < 0 ? evictWeight : moveWeight;
        }

        return sum;
    }
}
