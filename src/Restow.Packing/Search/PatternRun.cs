using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>How a run of column generation ended.</summary>
internal enum PatternOutcome
{
    /// <summary>No more can be placed.</summary>
    Proven,

    /// <summary>More was placed: see <see cref="PatternRun.Found"/>.</summary>
    Improved,

    /// <summary>The bound allows more, but no dive found it.</summary>
    Open,

    /// <summary>The incumbent changed, or the time is over.</summary>
    Interrupted,
}

/// <summary>One run of column generation and diving for one tier on one space.</summary>
internal sealed class PatternRun : IDisposable
{
    private const double Tolerance = 1e-6;
    private const int Samples = 6;
    private const int SampleColumns = 10;
    private const long SampleNodes = 30_000;
    private const long ExactNodes = 20_000_000;
    private const int Dives = 12;
    private const int Repricings = 20;

    private readonly PatternSpace space;
    private readonly PatternMaster master;
    private readonly PatternPricing pricing;
    private readonly SeededRandom random;
    private readonly int[] above;
    private readonly int incumbent;
    private readonly int tier;
    private readonly int aboveTotal;
    private readonly int[] start;
    private double bound = double.MaxValue;

    /// <param name="problem">The problem.</param>
    /// <param name="space">The nodes and items to work on.</param>
    /// <param name="nodes">Where the items are now.</param>
    /// <param name="placed">How many of each tier the space's nodes hold now.</param>
    /// <param name="tier">The tier to place more of.</param>
    /// <param name="random">Random choices.</param>
    public PatternRun(PackingProblem problem, PatternSpace space, int[] nodes, int[] placed, int tier, SeededRandom random)
    {
        this.space = space;
        this.tier = tier;
        this.random = random;
        start = nodes;
        master = new PatternMaster(space);
        pricing = new PatternPricing(space, problem.Width, random);
        above = new int[tier];
        int sum = 0;
        for (int q = 0; q < tier; q++)
            above[q] = sum += placed[q];
        aboveTotal = sum;
        incumbent = sum + placed[tier];
        master.Restrict(ClassSizes(), TypeSizes(), above);
    }

    /// <summary>The patterns of a better packing, one a node.</summary>
    public IReadOnlyList<Pattern>? Found { get; private set; }

    /// <summary>Starts from the incumbent's nodes and from contents that the search recorded.</summary>
    public void Seed(PatternPool pool)
    {
        var byNode = new Dictionary<int, List<int>>();
        for (int i = 0; i < start.Length; i++)
        {
            if (start[i] >= 0)
                (byNode.TryGetValue(start[i], out List<int>? list) ? list : byNode[start[i]] = []).Add(i);
        }

        var classOf = new Dictionary<int, int>();
        for (int k = 0; k < space.Nodes.Length; k++)
        {
            int node = space.Nodes[k];
            classOf[node] = space.NodeClass[k];
            if (byNode.TryGetValue(node, out List<int>? items))
                AddIfLegal(space.NodeClass[k], [.. items]);
        }

        foreach ((int node, int[] items) in pool.Snapshot())
        {
            if (classOf.TryGetValue(node, out int nodeClass))
                AddIfLegal(nodeClass, items);
        }
    }

    /// <param name="effort">When to stop.</param>
    /// <param name="report">Told each new bound of the tier; returns whether to break off.</param>
    public PatternOutcome Solve(Effort effort, Func<int, bool> report)
    {
        for (int round = 0; ; round++)
        {
            if (effort.IsOver || !master.Solve(effort.Deadline.SolverLimit))
                return PatternOutcome.Interrupted;
            effort.Spend(2000 + (master.Patterns.Count * 4));
            bool added = Price(effort, ClassSizes(), exactWhenDry: true, out double lagrange, out bool complete);
            bound = Math.Min(bound, lagrange);
            int whole = (int)Math.Floor(Math.Min(bound, 1e9) + Tolerance);
            if (report(whole - aboveTotal))
                return PatternOutcome.Interrupted;
            if (whole <= incumbent)
                return PatternOutcome.Proven;
            bool promising = master.Value >= incumbent + 1 - Tolerance;
            if (promising && ((!added && complete) || round % 8 == 5) && Dive(effort))
                return PatternOutcome.Improved;
            if (!added)
            {
                for (int k = 0; promising && k < Dives && !effort.IsOver; k++)
                {
                    if (Dive(effort))
                        return PatternOutcome.Improved;
                    if (report(whole - aboveTotal))
                        return PatternOutcome.Interrupted;
                }

                return effort.IsOver ? PatternOutcome.Interrupted : PatternOutcome.Open;
            }
        }
    }

    public void Dispose() => master.Dispose();

    // Prices every class; returns whether columns were added and a Lagrangian bound of the tiers up to this one.
    private bool Price(Effort effort, int[] classLeft, bool exactWhenDry, out double lagrange, out bool complete)
    {
        double[] values = master.TypeValues();
        double[] classPrice = [.. master.ClassPrice];
        lagrange = 0;
        for (int t = 0; t < space.Types; t++)
            lagrange += master.Limits[t] * master.TypePrice[t];
        for (int q = 0; q < above.Length; q++)
            lagrange += master.TierPrice[q] * above[q];
        bool added = false;
        complete = true;
        var best = new double[space.Classes];
        for (int c = 0; c < space.Classes; c++)
        {
            best[c] = pricing.Prepare(c, values, master.Limits);
            effort.Spend(20_000);
            if (classLeft[c] == 0 || best[c] <= classPrice[c] + Tolerance)
                continue;
            for (int s = 0; s < Samples && !effort.IsOver; s++)
            {
                foreach (Pattern pattern in pricing.Sample(classPrice[c] + Tolerance, SampleColumns, SampleNodes, effort))
                    added |= master.Add(pattern);
            }
        }

        for (int c = 0; c < space.Classes && !added && exactWhenDry; c++)
        {
            if (classLeft[c] == 0 || best[c] <= classPrice[c] + Tolerance || effort.IsOver)
                continue;
            pricing.Prepare(c, values, master.Limits);
            List<Pattern> patterns = pricing.Exact(classPrice[c] + Tolerance, ExactNodes, effort, out bool finished, out double value);
            foreach (Pattern pattern in patterns)
                added |= master.Add(pattern);
            if (finished)
                best[c] = Math.Max(value, classPrice[c]);
            complete &= finished;
        }

        for (int c = 0; c < space.Classes; c++)
            lagrange += space.ClassNodes[c].Length * Math.Max(0, best[c]);
        return added;
    }

    // Fixes whole patterns, then the likeliest fractional ones, pricing anew for what is left, until all nodes are filled.
    private bool Dive(Effort effort)
    {
        int[] classLeft = ClassSizes();
        int[] typeLeft = TypeSizes();
        int[] tierLeft = [.. above];
        var taken = new List<Pattern>();
        int placed = 0;
        try
        {
            while (classLeft.Sum() > 0 && !effort.IsOver)
            {
                if (!master.Solve(effort.Deadline.SolverLimit))
                    return false;
                effort.Spend(2000 + (master.Patterns.Count * 4));
                // New columns only where the rest no longer promises a pod more.
                for (int k = 0; k < Repricings && placed + master.Value < incumbent + 1 - Tolerance && !effort.IsOver; k++)
                {
                    if (!Price(effort, classLeft, exactWhenDry: false, out _, out _))
                        break;
                    if (!master.Solve(effort.Deadline.SolverLimit))
                        return false;
                }

                if (placed + master.Value < incumbent + 1 - Tolerance)
                    return false;
                if (!Fix(classLeft, typeLeft, tierLeft, taken, ref placed))
                    break;
                master.Restrict(classLeft, typeLeft, tierLeft);
            }

            if (placed <= incumbent || tierLeft.Any(left => left > 0))
                return false;
            Found = taken;
            return true;
        }
        finally
        {
            master.Restrict(ClassSizes(), TypeSizes(), above);
        }
    }

    private bool Fix(int[] classLeft, int[] typeLeft, int[] tierLeft, List<Pattern> taken, ref int placed)
    {
        double[] usage = master.Usage;
        int before = taken.Count;
        for (int p = 0; p < usage.Length; p++)
        {
            for (int k = (int)Math.Floor(usage[p] + Tolerance); k > 0; k--)
                Use(master.Patterns[p], classLeft, typeLeft, tierLeft, taken, ref placed);
        }

        if (taken.Count > before)
            return true;
        (double Key, int Pattern)[] fractional =
            [.. usage.Select((x, p) => (x * (1 + (0.25 * random.NextDouble())), p)).Where(f => f.Item1 > Tolerance).OrderByDescending(f => f.Item1)];
        int most = Math.Max(1, classLeft.Sum() / 8);
        foreach ((_, int p) in fractional)
        {
            Use(master.Patterns[p], classLeft, typeLeft, tierLeft, taken, ref placed);
            if (taken.Count - before >= most)
                break;
        }

        return taken.Count > before;
    }

    private static void Use(Pattern pattern, int[] classLeft, int[] typeLeft, int[] tierLeft, List<Pattern> taken, ref int placed)
    {
        if (classLeft[pattern.NodeClass] == 0)
            return;
        for (int k = 0; k < pattern.Types.Length; k++)
        {
            if (typeLeft[pattern.Types[k]] < pattern.Counts[k])
                return;
        }

        for (int k = 0; k < pattern.Types.Length; k++)
            typeLeft[pattern.Types[k]] -= pattern.Counts[k];
        for (int q = 0; q < tierLeft.Length; q++)
            tierLeft[q] -= pattern.UpTo[q];
        classLeft[pattern.NodeClass]--;
        placed += pattern.UpTo[^1];
        taken.Add(pattern);
    }

    private void AddIfLegal(int nodeClass, int[] items)
    {
        if (space.From(nodeClass, items) is { } pattern)
            master.Add(pattern);
    }

    private int[] ClassSizes() => [.. space.ClassNodes.Select(n => n.Length)];

    private int[] TypeSizes() => [.. space.Items.Select(i => i.Length)];
}
