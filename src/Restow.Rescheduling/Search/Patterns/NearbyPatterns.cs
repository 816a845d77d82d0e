using Restow.Core;

namespace Restow.Rescheduling.Search.Patterns;

/// <summary>Patterns that differ from the present contents in few machines and are nearly worth their price.</summary>
internal sealed class NearbyPatterns(ClassSpace space, Prices prices, double[] classPrice, Deadline deadline)
{
    private readonly MachineKinds kinds = space.Kinds;

    /// <summary>New columns, the worthiest first.</summary>
    /// <param name="gap">How far below its price a column may be.</param>
    /// <param name="changed">Most machines that come or go on one unit.</param>
    /// <param name="most">Most columns.</param>
    /// <param name="known">Columns that are there already.</param>
    public List<Column> Find(double gap, int changed, int most, IEnumerable<Column> known)
    {
        HashSet<(int, string)> seen = [.. known.Select(c => (c.Class, c.Pattern.Key()))];
        var found = new List<(double Reduced, Column Column)>();
        for (int c = 0; c < space.Classes.Length && !deadline.IsExpired; c++)
        {
            HostClass host = space.Classes[c];
            if (host.Maintenance)
                continue;
            foreach (Pattern pattern in Around(host, changed))
            {
                Column column = Column.Of(space, c, pattern);
                double reduced = prices.Net(column) - classPrice[c];
                if (reduced >= -gap - 1e-9 && seen.Add((c, pattern.Key())))
                    found.Add((reduced, column));
            }
        }

        return [.. found.OrderByDescending(f => f.Reduced).Take(Math.Max(0, most)).Select(f => f.Column)];
    }

    private IEnumerable<Pattern> Around(HostClass host, int changed)
    {
        int last = host.IsRelaxed ? kinds.Count : kinds.Singles;
        List<(int[] Counts, int Changed)> pairs = host.Nodes.Length == 2 ? Near(host.Doubles, kinds.Singles, kinds.Count, changed) : [(host.Doubles, 0)];
        List<(int[] Counts, int Changed)>[] nodes = [.. host.Nodes.Select(n => Near(n.Now, 0, last, changed))];
        foreach ((int[] both, int used) in pairs)
        {
            foreach ((int[] a, int usedA) in nodes[0].Where(a => used + a.Changed <= changed && Fits(host.Nodes[0], a.Counts, both)))
            {
                if (nodes.Length == 1)
                {
                    yield return new Pattern([a], both);
                    continue;
                }

                foreach ((int[] b, _) in nodes[1].Where(b => used + usedA + b.Changed <= changed && Fits(host.Nodes[1], b.Counts, both)))
                    yield return new Pattern([a, b], both);
            }
        }
    }

    private bool Fits(NodeShape node, int[] counts, int[] both)
    {
        int cores = 0;
        int memory = 0;
        for (int t = 0; t < counts.Length; t++)
        {
            cores += (counts[t] + both[t]) * kinds.Cores[t];
            memory += (counts[t] + both[t]) * kinds.Memory[t];
        }

        return cores <= node.Cores && (!kinds.Scale.Counts || memory <= node.Memory);
    }

    private static List<(int[] Counts, int Changed)> Near(int[] now, int from, int to, int changed)
    {
        var result = new List<(int[], int)> { (now, 0) };
        for (int t = from; t < to; t++)
        {
            int size = result.Count;
            for (int i = 0; i < size; i++)
            {
                (int[] counts, int used) = result[i];
                for (int count = Math.Max(0, now[t] - (changed - used)); count <= now[t] + (changed - used); count++)
                {
                    if (count == now[t])
                        continue;
                    int[] other = (int[])counts.Clone();
                    other[t] = count;
                    result.Add((other, used + Math.Abs(count - now[t])));
                }
            }
        }

        return result;
    }
}
