namespace Restow.Packing.Search;

/// <summary>
/// Upper bounds on the pods placed of each tier, given what the tiers above place: merge all nodes of a set into one, all
/// resources into one weighted sum, and count the smallest pods that fit. Sound for every weight, so the least over a grid
/// of weights is taken, and over the sets of nodes that some pods are confined to.
/// </summary>
internal sealed class KnapsackBound
{
    private const int Steps = 21;
    private const int MostSets = 64;

    private readonly PackingProblem problem;
    private readonly double[][] weights;
    private readonly int[] tierSizes;
    private readonly List<NodeSet> sets = [];

    // What items use at the start: an over-committed node holds more than its capacity, and may go on to.
    private readonly long[] used;

    public KnapsackBound(PackingProblem problem)
    {
        this.problem = problem;
        tierSizes = problem.TierSizes();
        used = new long[problem.Capacity.Length];
        for (int i = 0; i < problem.Pods.Length; i++)
        {
            for (int r = 0; problem.Origin[i] >= 0 && r < problem.Width; r++)
                used[(problem.Origin[i] * problem.Width) + r] += problem.Request[(i * problem.Width) + r];
        }

        weights = Weights();
        double[] all = Capacity(_ => true);
        sets.Add(new NodeSet(all, [.. Enumerable.Range(0, problem.Pods.Length).Where(FitsSomewhere)]));
        if (problem.ClassCount is > 1 and <= MostSets)
        {
            for (int c = 0; c < problem.ClassCount; c++)
                AddSet(c);
        }
    }

    /// <summary>The most pods of a tier that can be placed while each tier above places at least <paramref name="above"/>[q].</summary>
    public int Of(int tier, ReadOnlySpan<int> above)
    {
        int size = tierSizes[tier];
        int best = size;
        foreach (NodeSet set in sets)
        {
            // Pods of the tier that are not confined to the set may all find room outside it.
            int free = size - set.Items.Count(i => problem.Tier[i] == tier);
            if (ReferenceEquals(set, sets[0]))
                free = 0;
            foreach (double[] weight in weights)
                best = Math.Min(best, free + Count(set, weight, tier, above));
        }

        return best;
    }

    /// <summary>The most items of all tiers together that can be placed.</summary>
    public int Total()
    {
        int best = problem.Pods.Length;
        foreach (double[] weight in weights)
        {
            double room = 1e-9 + Weigh(weight, sets[0].Capacity);
            double[] sizes = [.. sets[0].Items.Select(i => Size(weight, i)).Order()];
            int count = 0;
            while (count < sizes.Length && room >= sizes[count])
                room -= sizes[count++];
            best = Math.Min(best, count);
        }

        return best;
    }

    private static double Weigh(double[] weight, double[] amounts)
    {
        double sum = 0;
        for (int r = 0; r < weight.Length; r++)
            sum += weight[r] * amounts[r];
        return sum;
    }

    private double Size(double[] weight, int item)
    {
        double size = 0;
        for (int r = 0; r < weight.Length; r++)
            size += weight[r] * problem.Request[(item * problem.Width) + r];
        return size;
    }

    private int Count(NodeSet set, double[] weight, int tier, ReadOnlySpan<int> above)
    {
        double room = 1e-9 + Weigh(weight, set.Capacity);
        var sizes = new List<double>[tier + 1];
        for (int t = 0; t <= tier; t++)
            sizes[t] = [];
        foreach (int i in set.Items)
        {
            if (problem.Tier[i] <= tier)
                sizes[problem.Tier[i]].Add(Size(weight, i));
        }

        for (int t = 0; t < tier; t++)
        {
            sizes[t].Sort();
            // At least this many of the tier are inside the set, whatever the others do.
            int outside = ReferenceEquals(set, sets[0]) ? 0 : tierSizes[t] - sizes[t].Count;
            int inside = Math.Min(sizes[t].Count, Math.Max(0, above[t] - outside));
            for (int k = 0; k < inside; k++)
                room -= sizes[t][k];
        }

        sizes[tier].Sort();
        int count = 0;
        while (count < sizes[tier].Count && room >= sizes[tier][count])
            room -= sizes[tier][count++];
        return count;
    }

    private double[][] Weights()
    {
        double[] capacity = Capacity(_ => true);
        double[] unit = [.. capacity.Select(c => c > 0 ? 1 / c : 0)];
        var list = new List<double[]>();
        int width = problem.Width;
        for (int a = 0; a < width; a++)
        {
            for (int b = a + 1; b < width; b++)
            {
                int steps = a == 0 && b == 1 ? Steps : 5;
                for (int s = 0; s < steps; s++)
                {
                    var weight = new double[width];
                    weight[a] = unit[a] * s / (steps - 1);
                    weight[b] = unit[b] * (steps - 1 - s) / (steps - 1);
                    list.Add(weight);
                }
            }
        }

        if (width == 1)
            list.Add(unit);
        return [.. list];
    }

    private double[] Capacity(Func<int, bool> inSet)
    {
        var sum = new double[problem.Width];
        for (int n = 0; n < problem.NodeCount; n++)
        {
            if (!inSet(n))
                continue;
            for (int r = 0; r < problem.Width; r++)
                sum[r] += Math.Max(Math.Max(0, problem.Capacity[(n * problem.Width) + r]), used[(n * problem.Width) + r]);
        }

        return sum;
    }

    private void AddSet(int itemClass)
    {
        var classes = new bool[problem.ClassCount];
        for (int c = 0; c < problem.ClassCount; c++)
        {
            classes[c] = true;
            for (int n = 0; n < problem.NodeCount && classes[c]; n++)
                classes[c] = !problem.IsEligible(c, n) || problem.IsEligible(itemClass, n);
        }

        sets.Add(new NodeSet(
            Capacity(n => problem.IsEligible(itemClass, n)),
            [.. Enumerable.Range(0, problem.Pods.Length).Where(i => classes[problem.Class[i]] && FitsSomewhere(i))]));
    }

    private bool FitsSomewhere(int item)
    {
        if (problem.Origin[item] >= 0)
            return true;
        for (int n = 0; n < problem.NodeCount; n++)
        {
            if (problem.IsEligible(problem.Class[item], n) && HasRoomAlone(item, n))
                return true;
        }

        return false;
    }

    private bool HasRoomAlone(int item, int node)
    {
        for (int r = 0; r < problem.Width; r++)
        {
            long want = problem.Request[(item * problem.Width) + r];
            if (want > 0 && want > problem.Capacity[(node * problem.Width) + r])
                return false;
        }

        return true;
    }

    private sealed record NodeSet(double[] Capacity, int[] Items);
}
