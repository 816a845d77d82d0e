using System.Text;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Planning;

/// <summary>
/// Replicas of one workload stand in for each other, so a target says <em>how many</em> of them run on a node, not which. Of a
/// group, min(target, current) stay on each node; running ones take the places that are left first, then pending ones.
/// </summary>
internal static class Replicas
{
    /// <summary>The same counts of each group on each node with the fewest running pods disturbed. Pods that may not change keep their place.</summary>
    public static int[] Canonicalise(Cluster cluster, Mobility mobility, int[] target)
    {
        int[] origin = cluster.InitialAssignment();
        var result = (int[])target.Clone();
        foreach (List<int> group in ChangedGroups(cluster, mobility, origin, target))
            Match(group, origin, target, result);
        return result;
    }

    private static IEnumerable<List<int>> ChangedGroups(Cluster cluster, Mobility mobility, int[] origin, int[] target)
    {
        // A key costs a few microseconds: only workloads that change at all are worth it.
        var changed = new HashSet<(string, string)>();
        for (int pod = 0; pod < target.Length; pod++)
        {
            if (target[pod] != origin[pod] && cluster.Pods[pod].Workload is { } workload)
                changed.Add((workload.ControllerUid, workload.TemplateHash));
        }

        var key = new StringBuilder();
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (int pod = 0; pod < target.Length; pod++)
        {
            Pod it = cluster.Pods[pod];
            if (mobility.Roles[pod] is not (PodRole.Movable or PodRole.Placeable) || it.Claims.Count > 0 || it.HasResourceClaims)
                continue;
            if (it.Workload is not { } workload || !changed.Contains((workload.ControllerUid, workload.TemplateHash)))
                continue;
            key.Text(workload.ControllerKind).Text(workload.ControllerUid).Text(workload.TemplateHash);
            string replica = key.SpecificationOf(it).Append(it.NeverPreempts).Text(it.SchedulerName).Take();
            if (!groups.TryGetValue(replica, out List<int>? group))
                groups[replica] = group = [];
            group.Add(pod);
        }

        return groups.Values.Where(g => g.Count > 1);
    }

    private static void Match(List<int> group, int[] origin, int[] target, int[] result)
    {
        var places = new Dictionary<int, int>();
        foreach (int pod in group)
        {
            if (target[pod] >= 0)
                places[target[pod]] = places.GetValueOrDefault(target[pod]) + 1;
        }

        // In order of claim: who stays by the target, who may stay instead, who keeps its move, who takes what is left.
        List<int> open = Take(group, places, result, pod => origin[pod] >= 0 && target[pod] == origin[pod] ? origin[pod] : -1);
        open = Take(open, places, result, pod => origin[pod]);
        List<int> running = open.FindAll(pod => origin[pod] >= 0);
        List<int> pending = open.FindAll(pod => origin[pod] < 0);
        foreach (List<int> some in (List<int>[])[running, pending])
        {
            List<int> rest = Take(some, places, result, pod => target[pod]);
            var left = new Queue<int>(places.OrderBy(p => p.Key).SelectMany(p => Enumerable.Repeat(p.Key, p.Value)));
            foreach (int pod in rest)
            {
                result[pod] = left.TryDequeue(out int node) ? node : -1;
                if (result[pod] >= 0)
                    places[result[pod]]--;
            }
        }
    }

    private static List<int> Take(List<int> pods, Dictionary<int, int> places, int[] result, Func<int, int> wish)
    {
        var rest = new List<int>();
        foreach (int pod in pods)
        {
            int node = wish(pod);
            if (node >= 0 && places.GetValueOrDefault(node) > 0)
            {
                places[node]--;
                result[pod] = node;
            }
            else
            {
                rest.Add(pod);
            }
        }

        return rest;
    }
}
