namespace Restow.Rescheduling.Search.Patterns;

/// <summary>
/// For each load (cores, and memory units where they count) the best worth at given prices of contents with exactly that load: a knapsack over kinds whose
/// worth is concave in the count. Machines beyond the present ones earn their arrival price; each that is missing forgoes it and costs a migration.
/// </summary>
/// <remarks>Only loads that some contents have are visited: where all machines have the same memory for a core they lie on a line, not on an area.</remarks>
internal sealed class LoadTable
{
    private readonly MachineKinds kinds;
    private readonly int[] usable;
    private readonly short[][] choice;
    private readonly int width;
    private readonly int cores;
    private List<int> reached;

    /// <param name="kinds">The kinds.</param>
    /// <param name="now">Present machines of each kind.</param>
    /// <param name="from">First kind that may lie here.</param>
    /// <param name="to">Kind after the last one.</param>
    /// <param name="weight">What a machine of a kind counts, 1 or a half.</param>
    /// <param name="cores">Room in cores.</param>
    /// <param name="memory">Room in memory units.</param>
    /// <param name="prices">The prices.</param>
    public LoadTable(MachineKinds kinds, int[] now, int from, int to, Func<int, double> weight, int cores, int memory, Prices prices)
    {
        const double Nothing = 1e-9;
        this.kinds = kinds;
        this.cores = cores;
        width = kinds.Scale.Counts ? memory + 1 : 1;
        Worth = new double[(cores + 1) * width];
        Array.Fill(Worth, double.NegativeInfinity);
        Worth[0] = 0;
        reached = [0];
        usable = [.. Enumerable.Range(from, to - from).Where(t => (now[t] > 0 || prices.Arrival[t] > Nothing) && kinds.Cores[t] <= cores && (width == 1 || kinds.Memory[t] < width))];
        choice = new short[usable.Length][];
        double[] next = new double[Worth.Length];
        double forgone = 0;
        for (int t = from; t < to; t++)
        {
            if (now[t] > 0 && !usable.Contains(t))
                forgone -= now[t] * weight(t) * (prices.Arrival[t] + prices.Leaving(kinds, t));
        }

        for (int k = 0; k < usable.Length; k++)
        {
            int t = usable[k];
            double arrival = weight(t) * prices.Arrival[t];
            double leaving = weight(t) * prices.Leaving(kinds, t);
            int most = prices.Arrival[t] > Nothing ? cores / kinds.Cores[t] : now[t];
            choice[k] = new short[Worth.Length];
            Extend(t, most, next, choice[k], count => (arrival * (count - now[t])) - (leaving * Math.Max(0, now[t] - count)));
            (Worth, next) = (next, Worth);
        }

        foreach (int l in reached)
            Worth[l] += forgone;
    }

    /// <summary>Best worth of each load; minus infinity where no contents have it. The load (c, m) is at c * <see cref="Width"/> + m.</summary>
    public double[] Worth { get; }

    /// <summary>The loads that some contents have, ascending.</summary>
    public IReadOnlyList<int> Loads => reached;

    /// <summary>For loads of the machines on both nodes (cores, memory) and chunks left free, the best load beside them, as far as it was asked for.</summary>
    public Dictionary<(int, int, int), (double Worth, int Load)> Best { get; } = [];

    /// <summary>Memory units that are told apart, 1 when memory does not count.</summary>
    public int Width => width;

    public int Cores => cores;

    /// <summary>The contents behind a load's worth.</summary>
    public int[] Contents(int load)
    {
        int[] counts = new int[kinds.Count];
        for (int k = usable.Length - 1; k >= 0; k--)
        {
            int t = usable[k];
            counts[t] = choice[k][load];
            load -= counts[t] * Step(t);
        }

        return counts;
    }

    private int Step(int kind) => (kinds.Cores[kind] * width) + (width == 1 ? 0 : kinds.Memory[kind]);

    private void Extend(int kind, int most, double[] next, short[] chosen, Func<int, double> worth)
    {
        Array.Fill(next, double.NegativeInfinity);
        int step = Step(kind);
        var further = new List<int>();
        for (int count = 0; count <= most; count++)
        {
            double value = worth(count);
            int c0 = count * kinds.Cores[kind];
            int m0 = width == 1 ? 0 : count * kinds.Memory[kind];
            if (c0 > cores || m0 >= width)
                break;
            foreach (int l in reached)
            {
                if (l / width > cores - c0)
                    break;
                if ((l % width) + m0 >= width)
                    continue;
                int to = l + (count * step);
                if (double.IsNegativeInfinity(next[to]))
                    further.Add(to);
                if (Worth[l] + value > next[to])
                {
                    next[to] = Worth[l] + value;
                    chosen[to] = (short)count;
                }
            }
        }

        further.Sort();
        reached = further;
    }
}
