namespace Restow.Packing.Search;

/// <summary>Turns patterns into a placement: each pattern goes to a node that holds much of it already, and stays are kept.</summary>
internal static class PatternAssignment
{
    /// <returns>Node of each item; items of the space that no pattern holds are pending, and so are later tiers on its nodes.</returns>
    public static int[] Assign(PackingProblem problem, PatternSpace space, IReadOnlyList<Pattern> patterns, int[] nodes)
    {
        int[] target = [.. nodes];
        foreach (int node in space.Nodes)
        {
            for (int i = 0; i < target.Length; i++)
            {
                if (target[i] == node)
                    target[i] = -1;
            }
        }

        foreach (int[] items in space.Items)
        {
            foreach (int i in items)
                target[i] = -1;
        }

        var at = new Dictionary<(int Type, int Node), Queue<int>>();
        for (int type = 0; type < space.Types; type++)
        {
            foreach (int i in space.Items[type])
            {
                if (problem.Origin[i] < 0)
                    continue;
                if (!at.TryGetValue((type, problem.Origin[i]), out Queue<int>? queue))
                    at[(type, problem.Origin[i])] = queue = new Queue<int>();
                queue.Enqueue(i);
            }
        }

        var homes = new int[patterns.Count];
        Array.Fill(homes, -1);
        var taken = new HashSet<int>();
        foreach ((int p, int node, _) in Overlaps(space, patterns, at).OrderByDescending(o => o.Overlap))
        {
            if (homes[p] < 0 && taken.Add(node))
                homes[p] = node;
        }

        var missing = new List<(int Type, int Node)>();
        for (int p = 0; p < patterns.Count; p++)
        {
            for (int k = 0; k < patterns[p].Types.Length; k++)
            {
                for (int c = 0; c < patterns[p].Counts[k]; c++)
                {
                    if (at.TryGetValue((patterns[p].Types[k], homes[p]), out Queue<int>? queue) && queue.TryDequeue(out int item))
                        target[item] = homes[p];
                    else
                        missing.Add((patterns[p].Types[k], homes[p]));
                }
            }
        }

        var rest = new Queue<int>[space.Types];
        for (int type = 0; type < rest.Length; type++)
            rest[type] = new Queue<int>(space.Items[type].Where(i => target[i] < 0));
        foreach ((int type, int node) in missing)
            target[rest[type].Dequeue()] = node;
        return target;
    }

    private static IEnumerable<(int Pattern, int Node, int Overlap)> Overlaps(
        PatternSpace space, IReadOnlyList<Pattern> patterns, Dictionary<(int Type, int Node), Queue<int>> at)
    {
        for (int p = 0; p < patterns.Count; p++)
        {
            foreach (int node in space.ClassNodes[patterns[p].NodeClass])
            {
                int overlap = 0;
                for (int k = 0; k < patterns[p].Types.Length; k++)
                {
                    if (at.TryGetValue((patterns[p].Types[k], node), out Queue<int>? queue))
                        overlap += Math.Min(queue.Count, patterns[p].Counts[k]);
                }

                yield return (p, node, overlap);
            }
        }
    }
}
