namespace Restow.Packing.Search;

/// <summary>
/// Replicas are interchangeable: a placement is a count by group and node. Gives each node's places to the replicas that
/// are there already, then to others that run, then to pending ones: the fewest disruptions for these counts.
/// </summary>
internal static class ReplicaMatching
{
    /// <summary>A placement with the same counts by group and node.</summary>
    public static int[] Match(PackingProblem problem, ReadOnlySpan<int> nodes)
    {
        var result = new int[nodes.Length];
        Array.Fill(result, -1);
        var byGroup = new Dictionary<int, List<int>>();
        for (int i = 0; i < nodes.Length; i++)
        {
            if (!byGroup.TryGetValue(problem.Group[i], out List<int>? members))
                byGroup[problem.Group[i]] = members = [];
            members.Add(i);
        }

        var places = new Dictionary<int, int>();
        foreach (List<int> members in byGroup.Values)
        {
            if (members.Count == 1)
            {
                result[members[0]] = nodes[members[0]];
                continue;
            }

            places.Clear();
            foreach (int i in members)
            {
                if (nodes[i] >= 0)
                    places[nodes[i]] = places.GetValueOrDefault(nodes[i]) + 1;
            }

            foreach (int i in members)
            {
                if (problem.Origin[i] >= 0 && places.TryGetValue(problem.Origin[i], out int left) && left > 0)
                {
                    result[i] = problem.Origin[i];
                    places[problem.Origin[i]] = left - 1;
                }
            }

            var rest = new Queue<int>();
            foreach ((int node, int count) in places.OrderBy(p => p.Key))
            {
                for (int k = 0; k < count; k++)
                    rest.Enqueue(node);
            }

            foreach (int i in members.OrderBy(i => problem.Tier[i]).ThenByDescending(i => problem.Origin[i] >= 0))
            {
                if (result[i] < 0 && rest.Count > 0)
                    result[i] = rest.Dequeue();
            }
        }

        return result;
    }
}
