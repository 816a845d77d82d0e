using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>
/// Ruin and recreate (Schrimpf et al., 2000) on nodes:
/// <list type="number">
/// <item>free two to five nodes and add up to twelve unplaced items;</item>
/// <item>sort them by tier, then by a noisy mix of their requests, largest first;</item>
/// <item>insert each into the freed node that a random mix of best fit, balance and dot product likes most;</item>
/// <item>keep the outcome when it places more, or as much with the free space more concentrated; else undo.</item>
/// </list>
/// With <c>homeward</c> the objective's second part is searched instead: places are kept, disruptions fall.
/// </summary>
internal sealed class RuinRecreate
{
    private const int MostUnplaced = 12;

    private readonly PackingProblem problem;
    private readonly SearchState state;
    private readonly SeededRandom random;
    private readonly DisruptionCost cost;
    private readonly PatternPool? pool;
    private readonly MoveCaps? caps;
    private readonly FreeSpace space;
    private readonly InsertionOrder order;
    private readonly NodeChoice choice;
    private readonly int[] nodes;
    private readonly int[] items;
    private readonly int[] before;
    private readonly UnplacedItems unplaced;
    private readonly int[] tierChange;
    private readonly double[] spaceBefore = new double[NodeChoice.Most];
    private readonly bool sparing;
    private int gentle = 4000;

    /// <param name="sparing">Whether a step that places no more may not disturb more either: where there is no time to undo needless moves, none are made.</param>
    public RuinRecreate(PackingProblem problem, SearchState state, SeededRandom random, PatternPool? pool = null, bool sparing = false)
    {
        this.sparing = sparing;
        this.problem = problem;
        this.state = state;
        this.random = random;
        this.pool = pool;
        cost = new DisruptionCost(problem);
        caps = MoveCaps.For(problem);
        int count = problem.Pods.Length;
        items = new int[count];
        before = new int[count];
        unplaced = new UnplacedItems(count);
        tierChange = new int[problem.TierPriority.Length];
        space = new FreeSpace(problem, state);
        choice = new NodeChoice(problem, state, random, space);
        nodes = choice.Nodes;
        order = new InsertionOrder(problem, space.Scale, random, unplaced);
        Resync();
    }

    /// <summary>Insertions evaluated so far.</summary>
    public long Evaluations { get; private set; }

    /// <summary>Rebuilds the list of unplaced items after the state was changed from outside.</summary>
    public void Resync()
    {
        caps?.Load(state.Node);
        unplaced.Clear();
        for (int i = 0; i < state.Node.Length; i++)
        {
            if (state.Node[i] < 0)
                unplaced.Add(i);
        }
    }

    /// <summary>Places what fits without disturbing anybody, tier by tier, largest first, on the fullest node that takes it.</summary>
    public void Fill()
    {
        int count = unplaced.Count;
        unplaced.Items.CopyTo(items);
        order.Sort(items.AsSpan(0, count), random.NextDouble());
        for (int k = 0; k < count; k++)
        {
            int best = space.Fullest(items[k]);
            if (best >= 0)
            {
                state.Insert(items[k], best);
                unplaced.Remove(items[k]);
            }
        }
    }

    /// <summary>One ruin and one recreate for more places.</summary>
    /// <returns>Positive when more is placed, 0 when as much, negative when it was undone.</returns>
    public int Step(Effort effort)
    {
        int nodeCount = choice.Any();
        // The first steps keep to few moves, and often that is enough: undoing many afterwards takes longer than not making them.
        bool homeward = caps is not null || sparing ? random.Next(4) != 0 : gentle > 0 && gentle-- > 0 && random.Next(4) != 0;
        int count = Gather(nodeCount, homeward: false);
        int evaluated = Recreate(nodeCount, count, homeward);
        Evaluations += evaluated;
        effort.Spend(evaluated + count + 8);
        int verdict = caps is null || caps.Allow(items, before, state.Node, count) ? Judge(nodeCount, count) : -1;
        if (verdict < 0)
        {
            Undo(count);
            return -1;
        }

        Commit(nodeCount, count);
        return verdict;
    }

    /// <summary>One step that keeps what is placed and seeks fewer disruptions.</summary>
    /// <param name="temperature">Cost increase that is accepted with probability 1/e.</param>
    /// <returns>The change of the disruption cost; 0 when it was undone.</returns>
    public int StepHome(Effort effort, double temperature, int disturbed)
    {
        int nodeCount = choice.Around(disturbed);
        int count = Gather(nodeCount, homeward: true);
        int old = cost.Of(items, before, count, byItem: false);
        int evaluated = Recreate(nodeCount, count, homeward: true);
        Evaluations += evaluated;
        effort.Spend(evaluated + count + 8);
        bool worse = Lexicographic() < 0 || !RulesHold(count) || (caps is not null && !caps.Allow(items, before, state.Node, count));
        int change = worse ? 0 : cost.Of(items, state.Node, count, byItem: true) - old;
        if (worse || (change > 0 && random.NextDouble() >= Math.Exp(-change / Math.Max(1e-9, temperature))))
        {
            Undo(count);
            return 0;
        }

        Commit(nodeCount, count);
        return change;
    }

    private int Gather(int nodeCount, bool homeward)
    {
        int count = 0;
        for (int k = 0; k < nodeCount; k++)
        {
            spaceBefore[k] = space.Of(nodes[k]);
            for (int i = state.First(nodes[k]); i >= 0; i = state.Next(i))
                items[count++] = i;
        }

        int extra = Math.Min(unplaced.Count, MostUnplaced);
        if (homeward)
            extra = Math.Min(extra, 4);
        int start = unplaced.Count > extra ? random.Next(unplaced.Count) : 0;
        for (int k = 0; k < extra; k++)
            items[count++] = unplaced[(start + k) % unplaced.Count];
        for (int k = 0; k < count; k++)
        {
            before[k] = state.Node[items[k]];
            if (before[k] >= 0)
            {
                state.Remove(items[k]);
                tierChange[problem.Tier[items[k]]]--;
            }
        }

        return count;
    }

    private int Recreate(int nodeCount, int count, bool homeward)
    {
        double mix = random.NextDouble();
        // Now and then tiers do not lead: the verdict guards the objective, and few moves need it.
        bool tiersLead = random.Next(4) != 0 && (caps is null || random.Next(2) == 0);
        // `before` travels with `items`, so that Undo finds each item's old node.
        order.Sort(items.AsSpan(0, count), before.AsSpan(0, count), mix, homeward ? 0.35 : 0.25, tiersLead);
        InsertionRule rule = InsertionRule.Draw(random, space.Scale);
        int width = problem.Width;
        int evaluated = 0;
        for (int k = 0; k < count; k++)
        {
            int item = items[k];
            int best = -1;
            int home = problem.Origin[item];
            if (homeward && home >= 0 && random.Next(16) != 0 && nodes.AsSpan(0, nodeCount).Contains(home) && state.Fits(item, home))
            {
                best = home;
                evaluated++;
            }
            else
            {
                double bestScore = double.MaxValue;
                for (int j = 0; j < nodeCount; j++)
                {
                    int n = nodes[j];
                    evaluated++;
                    if (!state.Fits(item, n))
                        continue;
                    double score = rule.Score(state.Free.AsSpan(n * width, width), problem.Request.AsSpan(item * width, width));
                    if (score < bestScore)
                        (bestScore, best) = (score, n);
                }
            }

            if (best >= 0)
            {
                state.Insert(item, best);
                tierChange[problem.Tier[item]]++;
            }
        }

        return evaluated;
    }

    private int Judge(int nodeCount, int count)
    {
        int verdict = Lexicographic();
        if (verdict < 0 || !RulesHold(count))
            return -1;
        if (verdict > 0)
            return 1;
        if (sparing)
        {
            int change = cost.Of(items, state.Node, count, byItem: true) - cost.Of(items, before, count, byItem: false);
            if (change != 0)
                return change < 0 ? 0 : -1;
        }

        double gain = 0;
        for (int k = 0; k < nodeCount; k++)
        {
            double now = space.Of(nodes[k]);
            gain += (now * now) - (spaceBefore[k] * spaceBefore[k]);
        }

        return gain >= -0.002 || random.Next(caps is null ? 50 : 3) == 0 ? 0 : -1;
    }

    private int Lexicographic()
    {
        foreach (int change in tierChange)
        {
            if (change != 0)
                return change;
        }

        return 0;
    }

    private bool RulesHold(int count)
    {
        if (!problem.HasDynamicRules)
            return true;
        for (int k = 0; k < count; k++)
        {
            if (!state.StillHolds(items[k]))
                return false;
        }

        return true;
    }

    private void Undo(int count)
    {
        for (int k = 0; k < count; k++)
        {
            if (state.Node[items[k]] >= 0)
                state.Remove(items[k]);
        }

        for (int k = 0; k < count; k++)
        {
            if (before[k] >= 0)
                state.Insert(items[k], before[k]);
        }

        Array.Clear(tierChange);
    }

    private void Commit(int nodeCount, int count)
    {
        caps?.Commit(items, before, state.Node, count);
        for (int k = 0; k < count; k++)
        {
            int item = items[k];
            if (state.Node[item] < 0 && !unplaced.Contains(item))
                unplaced.Add(item);
            else if (state.Node[item] >= 0 && unplaced.Contains(item))
                unplaced.Remove(item);
        }

        Array.Clear(tierChange);
        for (int k = 0; pool is not null && k < nodeCount; k++)
            pool.Record(state, nodes[k]);
    }
}
