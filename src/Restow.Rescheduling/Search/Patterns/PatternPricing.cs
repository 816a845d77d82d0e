namespace Restow.Rescheduling.Search.Patterns;

/// <summary>Finds the best patterns of every class at given prices, exactly.</summary>
/// <remarks>
/// For each load of the machines that lie on both nodes, each node takes the best load of single ones beside it; where a chunk may span both nodes, for each number of
/// chunks that it leaves room for. Nodes and pairs that are alike share their tables.
/// </remarks>
internal sealed class PatternPricing(ClassSpace space)
{
    private const int ColumnsPerClass = 3;

    private static readonly int[] NoPair = [0];

    private readonly MachineKinds kinds = space.Kinds;
    private Dictionary<TableKey, LoadTable> tables = [];
    private Prices prices = new([], 0, 0);

    /// <summary>Prices every class.</summary>
    /// <param name="at">The prices.</param>
    /// <param name="best">For each class the net worth of its best pattern, at least 0: staying as it is.</param>
    /// <returns>The best patterns of each class whose worth is positive, the best one first.</returns>
    public List<Column>[] Price(Prices at, double[] best)
    {
        prices = at;
        tables = [];
        var found = new List<Column>[space.Classes.Length];
        for (int c = 0; c < found.Length; c++)
        {
            found[c] = space.Classes[c].Maintenance ? Evacuation(c, out best[c]) : PriceClass(c, out best[c]);
        }

        return found;
    }

    // A host in maintenance has one pattern.
    private List<Column> Evacuation(int index, out double best)
    {
        Column column = Column.Of(space, index, Pattern.Empty(space.Classes[index]));
        best = prices.Net(column);
        return column.Change.Any(d => d < 0) ? [column] : [];
    }

    private List<Column> PriceClass(int index, out double best)
    {
        HostClass host = space.Classes[index];
        LoadTable? pair = null;
        if (host.Nodes.Length == 2)
        {
            int cores = Math.Min(host.Nodes[0].Cores, host.Nodes[1].Cores);
            int memory = Math.Min(host.Nodes[0].Memory, host.Nodes[1].Memory);
            pair = Table(host.Doubles, [], kinds.Singles, kinds.Count, cores, memory, false);
        }

        LoadTable[] nodes = [.. host.Nodes.Select(n => Table(n.Now, n.Value, 0, host.IsRelaxed ? kinds.Count : kinds.Singles, n.Cores, n.Memory, host.IsRelaxed))];
        var candidates = new List<(double Net, int Pair, int Level)>();
        int levels = space.SpanCores == 0 ? 1 : (host.Nodes.Min(n => n.Cores) / space.SpanCores) + 1;
        foreach (int d in pair?.Loads ?? NoPair)
        {
            double both = pair?.Worth[d] ?? 0;
            (int dc, int dm) = pair is null ? (0, 0) : (d / pair.Width, d % pair.Width);
            for (int level = 0; level < levels; level++)
            {
                double net = both + (space.SpanValue(host) * level);
                for (int k = 0; k < nodes.Length; k++)
                    net += BestLoad(host.Nodes[k], nodes[k], dc, dm, level).Worth;
                candidates.Add((net - host.ValueNow, d, level));
            }
        }

        candidates.Sort((x, y) => y.Net.CompareTo(x.Net));
        best = Math.Max(0, candidates.Count > 0 ? candidates[0].Net : 0);
        var found = new List<Column>();
        foreach ((double net, int d, int level) in candidates.Take(ColumnsPerClass).Where(c => c.Net > 1e-9))
            found.Add(Column.Of(space, index, Build(host, nodes, pair, d, level)));
        if (host.EmptyValue > 0)
        {
            Column empty = Column.Of(space, index, Pattern.Empty(host));
            if (prices.Net(empty) is var net && net > 1e-9)
                found.Insert(net > best ? 0 : found.Count, empty);
            best = Math.Max(best, net);
        }

        return found;
    }

    private Pattern Build(HostClass host, LoadTable[] nodes, LoadTable? pair, int d, int level)
    {
        (int dc, int dm) = pair is null ? (0, 0) : (d / pair.Width, d % pair.Width);
        int[][] on = new int[nodes.Length][];
        for (int k = 0; k < nodes.Length; k++)
            on[k] = nodes[k].Contents(BestLoad(host.Nodes[k], nodes[k], dc, dm, level).Load);
        return new Pattern(on, pair?.Contents(d) ?? new int[kinds.Count]);
    }

    // Nodes that share a table share what is best beside each load of the machines on both nodes, too.
    private (double Worth, int Load) BestLoad(NodeShape node, LoadTable table, int dc, int dm, int level)
    {
        (int, int, int) beside = (dc, dm, level);
        if (!table.Best.TryGetValue(beside, out (double Worth, int Load) best))
            table.Best[beside] = best = FindLoad(node, table, dc, dm, level * space.SpanCores);
        return best;
    }

    private (double Worth, int Load) FindLoad(NodeShape node, LoadTable table, int dc, int dm, int leave)
    {
        double best = double.NegativeInfinity;
        int load = -1;
        int width = table.Width;
        foreach (int l in table.Loads)
        {
            (int c, int m) = (l / width, l % width);
            if (c > node.Cores - dc - leave)
                break;
            if (width > 1 && m >= width - dm)
                continue;
            double worth = table.Worth[l] + node.Value[node.Cores - dc - c];
            if (width > 1)
                worth += space.MemoryValue(node.Memory - dm - m);
            if (worth > best)
                (best, load) = (worth, l);
        }

        return (best, load);
    }

    private LoadTable Table(int[] now, long[] value, int from, int to, int cores, int memory, bool relaxed)
    {
        var key = new TableKey(now, value, from, to, cores, memory);
        if (!tables.TryGetValue(key, out LoadTable? table))
            tables[key] = table = new LoadTable(kinds, now, from, to, t => relaxed && t >= kinds.Singles ? 0.5 : 1, cores, memory, prices);
        return table;
    }

    private readonly struct TableKey(int[] now, long[] value, int from, int to, int cores, int memory) : IEquatable<TableKey>
    {
        private readonly long[] value = value;
        private readonly int[] now = now;
        private readonly (int, int, int, int) rest = (from, to, cores, memory);

        public bool Equals(TableKey other) => rest == other.rest && ReferenceEquals(value, other.value) && now.AsSpan().SequenceEqual(other.now);

        public override bool Equals(object? other) => other is TableKey key && Equals(key);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.Add(rest);
            foreach (int count in now)
                hash.Add(count);
            return hash.ToHashCode();
        }
    }
}
