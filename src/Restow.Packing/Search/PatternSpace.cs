namespace Restow.Packing.Search;

/// <summary>
/// A set of nodes and the items that may be put on them, aggregated: nodes of one class have the same capacity and take the same
/// items, items of one type pack alike. What column generation works on.
/// </summary>
internal sealed class PatternSpace
{
    private readonly PackingProblem problem;

    /// <param name="problem">The problem.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="items">The items that may be put on them; all others stay where they are.</param>
    /// <param name="lastTier">Items of later tiers are left out.</param>
    public PatternSpace(PackingProblem problem, int[] nodes, IEnumerable<int> items, int lastTier)
    {
        this.problem = problem;
        Nodes = nodes;
        LastTier = lastTier;
        var types = new Dictionary<int, int>();
        var itemsOf = new List<List<int>>();
        foreach (int i in items)
        {
            if (problem.Tier[i] > lastTier)
                continue;
            if (!types.TryGetValue(problem.Type[i], out int type))
            {
                types[problem.Type[i]] = type = itemsOf.Count;
                itemsOf.Add([]);
            }

            itemsOf[type].Add(i);
        }

        TypeIndex = types;
        Items = [.. itemsOf.Select(list => list.ToArray())];
        Representative = [.. itemsOf.Select(list => list[0])];
        Tier = [.. Representative.Select(i => problem.Tier[i])];
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        var members = new List<List<int>>();
        NodeClass = new int[nodes.Length];
        for (int k = 0; k < nodes.Length; k++)
        {
            string key = ClassKey(nodes[k]);
            if (!classes.TryGetValue(key, out NodeClass[k]))
            {
                classes[key] = NodeClass[k] = members.Count;
                members.Add([]);
            }

            members[NodeClass[k]].Add(nodes[k]);
        }

        ClassNodes = [.. members.Select(m => m.ToArray())];
    }

    public int[] Nodes { get; }

    public int LastTier { get; }

    /// <summary>From a type of the problem to a type of this space.</summary>
    public IReadOnlyDictionary<int, int> TypeIndex { get; }

    /// <summary>Items of each type.</summary>
    public int[][] Items { get; }

    public int[] Representative { get; }

    /// <summary>Tier of each type.</summary>
    public int[] Tier { get; }

    /// <summary>Class of each node, by its position in <see cref="Nodes"/>.</summary>
    public int[] NodeClass { get; }

    public int[][] ClassNodes { get; }

    public int Types => Items.Length;

    public int Classes => ClassNodes.Length;

    public long Request(int type, int resource) => problem.Request[(Representative[type] * problem.Width) + resource];

    public long Capacity(int nodeClass, int resource) => Math.Max(0, problem.Capacity[(ClassNodes[nodeClass][0] * problem.Width) + resource]);

    public bool IsEligible(int type, int nodeClass) => problem.IsEligible(problem.Class[Representative[type]], ClassNodes[nodeClass][0]);

    /// <summary>A pattern from items that are on one node; <c>null</c> when one of them is not of this space or the node would not take it.</summary>
    public Pattern? From(int nodeClass, ReadOnlySpan<int> items)
    {
        var count = new int[Types];
        foreach (int i in items)
        {
            if (problem.Tier[i] > LastTier)
                continue;
            if (!TypeIndex.TryGetValue(problem.Type[i], out int type) || ++count[type] > Items[type].Length || !IsEligible(type, nodeClass))
                return null;
        }

        return Fits(nodeClass, count) ? Pattern.Of(nodeClass, count, Tier, LastTier) : null;
    }

    private bool Fits(int nodeClass, int[] count)
    {
        for (int r = 0; r < problem.Width; r++)
        {
            long sum = 0;
            for (int t = 0; t < count.Length; t++)
                sum += count[t] * Request(t, r);
            if (sum > Capacity(nodeClass, r) && sum > 0)
                return false;
        }

        return true;
    }

    private string ClassKey(int node)
    {
        var key = new System.Text.StringBuilder();
        for (int r = 0; r < problem.Width; r++)
            key.Append(problem.Capacity[(node * problem.Width) + r]).Append(',');
        for (int c = 0; c < problem.ClassCount; c++)
            key.Append(problem.IsEligible(c, node) ? '1' : '0');
        return key.ToString();
    }
}

/// <summary>What one node of a class may hold: how many items of each type.</summary>
/// <param name="NodeClass">The class.</param>
/// <param name="Types">Types with a positive count.</param>
/// <param name="Counts">Their counts.</param>
/// <param name="UpTo">Items of tiers up to each tier.</param>
internal sealed record Pattern(int NodeClass, int[] Types, int[] Counts, int[] UpTo)
{
    public static Pattern Of(int nodeClass, ReadOnlySpan<int> count, int[] tierOf, int lastTier)
    {
        int distinct = 0;
        foreach (int c in count)
            distinct += c > 0 ? 1 : 0;
        var types = new int[distinct];
        var counts = new int[distinct];
        var upTo = new int[lastTier + 1];
        int k = 0;
        for (int t = 0; t < count.Length; t++)
        {
            if (count[t] == 0)
                continue;
            types[k] = t;
            counts[k++] = count[t];
            for (int q = tierOf[t]; q <= lastTier; q++)
                upTo[q] += count[t];
        }

        return new Pattern(nodeClass, types, counts, upTo);
    }

    /// <summary>Equal for equal contents.</summary>
    public string Key => $"{NodeClass}:{string.Join(',', Types)}:{string.Join(',', Counts)}";
}
