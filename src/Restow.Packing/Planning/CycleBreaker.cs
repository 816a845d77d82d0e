using Restow.Packing.Model;

namespace Restow.Packing.Planning;

/// <summary>
/// Finds where moves wait for each other in a circle: nodes are joined by the moves that remain, and each strongly connected component
/// (Tarjan, 1972, without recursion) gives up one pod, of the lowest priority, the smallest on ties.
/// </summary>
internal static class CycleBreaker
{
    /// <param name="moving">Pods that still run at their origin and wait for their target.</param>
    /// <returns>One pod of each cycle that a disruption budget lets go.</returns>
    public static IEnumerable<int> Choose(Cluster cluster, int[] origin, int[] target, List<int> moving, BudgetLedger ledger)
    {
        if (moving.Count == 0)
            return [];
        int[] component = Components(cluster.Nodes.Count, origin, target, moving);
        var totals = new Resources();
        foreach (Node node in cluster.Nodes)
        {
            foreach ((string name, long amount) in node.Allocatable)
                totals[name] = totals.Of(name) + amount;
        }

        var best = new Dictionary<int, (int Priority, double Size, int Pod)>();
        foreach (int pod in moving)
        {
            int circle = component[origin[pod]];
            if (circle != component[target[pod]] || !ledger.Allows(pod))
                continue;
            double size = cluster.Pods[pod].Requests.Sum(r => (double)r.Value / Math.Max(1, totals.Of(r.Key)));
            var rank = (cluster.Pods[pod].Priority, size, pod);
            if (!best.TryGetValue(circle, out var other) || rank.CompareTo(other) < 0)
                best[circle] = rank;
        }

        // Each is asked again when its turn comes: two cycles may share a budget.
        return best.Values.OrderBy(b => b).Select(b => b.Pod).Where(ledger.Allows);
    }

    private static int[] Components(int nodes, int[] origin, int[] target, List<int> moving)
    {
        var edges = new List<int>?[nodes];
        foreach (int pod in moving)
            (edges[origin[pod]] ??= []).Add(target[pod]);
        var component = new int[nodes];
        var index = new int[nodes];
        var low = new int[nodes];
        var next = new int[nodes];
        var onStack = new bool[nodes];
        var stack = new Stack<int>();
        var path = new Stack<int>();
        int clock = 0;
        for (int root = 0; root < nodes; root++)
        {
            if (index[root] != 0)
                continue;
            path.Push(root);
            while (path.TryPeek(out int node))
            {
                if (index[node] == 0)
                {
                    index[node] = low[node] = ++clock;
                    stack.Push(node);
                    onStack[node] = true;
                }

                if (edges[node] is { } list && next[node] < list.Count)
                {
                    int to = list[next[node]++];
                    if (index[to] == 0)
                        path.Push(to);
                    else if (onStack[to])
                        low[node] = Math.Min(low[node], index[to]);
                    continue;
                }

                path.Pop();
                if (path.TryPeek(out int parent))
                    low[parent] = Math.Min(low[parent], low[node]);
                if (low[node] != index[node])
                    continue;
                for (int member = -1; member != node;)
                {
                    member = stack.Pop();
                    onStack[member] = false;
                    component[member] = node;
                }
            }
        }

        return component;
    }
}
