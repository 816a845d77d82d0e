using Restow.Core;
using Restow.Packing.Search;

namespace Restow.Packing.Tests.Search;

/// <summary>Assignment models small enough to enumerate.</summary>
internal static class Models
{
    /// <summary>One resource; every item its own group, eligible everywhere, evictable.</summary>
    public static AssignmentModel Of(long[] capacity, long[] request, int[] tier, int[] origin) => new()
    {
        Nodes = capacity.Length,
        Resources = 1,
        Capacity = capacity,
        Items = request.Length,
        Request = request,
        Tier = tier,
        Origin = origin,
        Eligible = (_, _) => true,
        Group = [.. Enumerable.Range(0, request.Length)],
        MayEvict = [.. Enumerable.Repeat(true, request.Length)],
    };

    public static AssignmentModel Random(SeededRandom random)
    {
        int nodes = random.NextInclusive(1, 3), groups = random.NextInclusive(1, 4);
        long[] capacity = [.. Enumerable.Range(0, nodes * 2).Select(_ => (long)random.NextInclusive(4, 10))];
        long[] free = [.. capacity];
        var (request, tier, origin, group) = (new List<long>(), new List<int>(), new List<int>(), new List<int>());
        var closed = new HashSet<(int, int)>();
        for (int g = 0; g < groups; g++)
        {
            long a = random.NextInclusive(1, 5), b = random.NextInclusive(0, 5);
            int level = random.Next(2);
            if (random.Next(3) == 0)
                closed.Add((g, random.Next(nodes)));
            for (int i = random.NextInclusive(1, 2); i > 0 && group.Count < 6; i--)
            {
                int node = random.Next(nodes + 1) - 1;
                if (node >= 0 && (free[node * 2] < a || free[(node * 2) + 1] < b))
                    node = -1;
                if (node >= 0)
                {
                    free[node * 2] -= a;
                    free[(node * 2) + 1] -= b;
                }

                request.AddRange([a, b]);
                tier.Add(level);
                origin.Add(node);
                group.Add(g);
            }
        }

        int[] compact = [.. group.Select(g => group.Distinct().ToList().IndexOf(g))];
        bool[] mayEvict = [.. compact.Select(_ => random.Next(4) > 0)];
        return new AssignmentModel
        {
            Nodes = nodes,
            Resources = 2,
            Capacity = capacity,
            Items = group.Count,
            Request = [.. request],
            Tier = [.. tier],
            Origin = [.. origin],
            Eligible = (item, node) => !closed.Contains((group[item], node)),
            Group = compact,
            MayEvict = [.. compact.Select(g => mayEvict[g])],
            Conflicts = random.Next(3) == 0
                ? [new ItemConflict([.. Enumerable.Range(0, nodes)], [.. Enumerable.Range(0, group.Count).Where(i => compact[i] == 0 && origin.All(o => o < 0))])]
                : [],
        };
    }

    /// <summary>Every feasible assignment.</summary>
    public static IEnumerable<int[]> All(AssignmentModel problem)
    {
        var assignment = new int[problem.Items];
        Array.Fill(assignment, -1);
        while (true)
        {
            if (IsFeasible(problem, assignment))
                yield return (int[])assignment.Clone();
            int at = 0;
            while (at < assignment.Length && ++assignment[at] == problem.Nodes)
                assignment[at++] = -1;
            if (at == assignment.Length)
                yield break;
        }
    }

    public static bool IsFeasible(AssignmentModel problem, int[] assignment)
    {
        var free = (long[])problem.Capacity.Clone();
        for (int item = 0; item < assignment.Length; item++)
        {
            int node = assignment[item];
            if (node < 0)
            {
                if (problem.Origin[item] >= 0 && !problem.MayEvict[item])
                    return false;
                continue;
            }

            if (node != problem.Origin[item] && !problem.Eligible(item, node))
                return false;
            for (int r = 0; r < problem.Resources; r++)
            {
                if ((free[(node * problem.Resources) + r] -= problem.Request[(item * problem.Resources) + r]) < 0)
                    return false;
            }
        }

        return problem.Conflicts.All(c => c.Items.Where(i => assignment[i] >= 0).GroupBy(i => c.Domain[assignment[i]]).All(d => d.Key < 0 || d.Count() <= 1));
    }

    public static long Disruption(AssignmentModel problem, int[] assignment, int move, int evict, int tier = int.MaxValue) =>
        Enumerable.Range(0, assignment.Length)
            .Where(i => problem.Tier[i] <= tier && problem.Origin[i] >= 0 && assignment[i] != problem.Origin[i])
            .Sum(i => assignment[i] < 0 ? evict : move);
}
