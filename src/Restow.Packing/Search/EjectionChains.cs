using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>
/// Puts one item on a node by sending as few others as possible elsewhere (ejection chains; Glover, 1996):
/// <list type="number">
/// <item>take one neighbour off the node; when none is enough, several in a few orders, without those that turn out not to matter;</item>
/// <item>each goes to its origin, or to the fullest node with room; when there is none, the chain goes on from there while its depth allows;</item>
/// <item>of all nodes the one that adds the least disruption wins; the outcome of a chain is kept whole or not at all.</item>
/// </list>
/// </summary>
/// <remarks>What is placed stays placed, unless items of lower tiers may be given up for it. Not thread-safe.</remarks>
internal sealed class EjectionChains
{
    private const int MostEjected = 10;
    private const int Orders = 3;
    private const double Never = double.PositiveInfinity;

    private readonly PackingProblem problem;
    private readonly SearchState state;
    private readonly SeededRandom random;
    private readonly DisruptionCost cost;
    private readonly ItemChain chain;
    private readonly Vacancies vacancies;
    private readonly double[] size;
    private int topTier;
    private long workLeft;
    private Effort effort;

    public EjectionChains(PackingProblem problem, SearchState state, SeededRandom random)
    {
        this.problem = problem;
        this.state = state;
        this.random = random;
        cost = new DisruptionCost(problem);
        chain = new ItemChain(problem, state);
        vacancies = new Vacancies(problem, state);
        int items = problem.Pods.Length;
        effort = new Effort(Deadline.In(TimeSpan.FromDays(1)), 0);
        double[] scale = new FreeSpace(problem, state).Scale;
        size = new double[items];
        for (int i = 0; i < items; i++)
            for (int r = 0; r < scale.Length; r++)
                size[i] += problem.Request[(i * scale.Length) + r] * scale[r];
    }

    /// <summary>Places a pending item wherever that disturbs least.</summary>
    /// <param name="depth">How often a chain may go on from a node where nobody has room.</param>
    /// <param name="givesUp">Whether items of lower tiers than its own may lose their places.</param>
    /// <param name="most">Disruption that it must stay below.</param>
    /// <param name="work">Trials after which the search for it ends.</param>
    /// <returns>Whether it is placed.</returns>
    public bool Place(int item, int depth, bool givesUp, double most, long work, Effort spend)
    {
        Begin(spend, work, givesUp ? problem.Tier[item] : int.MaxValue);
        double limit = most;
        int start = random.Next(problem.NodeCount);
        for (int k = 0; k < problem.NodeCount && !IsSpent; k++)
        {
            int node = start + k < problem.NodeCount ? start + k : start + k - problem.NodeCount;
            if (!CouldHold(item, node))
                continue;
            chain.Take(item);
            double added = Enter(item, node, depth, limit);
            if (added < limit && chain.IsLawful())
            {
                limit = added;
                chain.Remember();
            }

            chain.Rollback(0);
            if (limit <= 1)
                break;
        }

        if (!chain.Repeat())
            return false;
        Keep();
        return true;
    }

    /// <summary>Sends a disturbed item back to its origin where that lowers the disruption in all.</summary>
    /// <returns>The change of the cost: negative, or 0 when nothing was changed.</returns>
    public double SendHome(int item, int depth, long work, Effort spend)
    {
        Begin(spend, work, int.MaxValue);
        int home = problem.Origin[item];
        double gain = cost.Of(item, state.Node[item]);
        chain.Take(item);
        double added = Enter(item, home, depth, gain);
        if (added >= gain || !chain.IsLawful())
        {
            chain.Rollback(0);
            return 0;
        }

        Keep();
        return added - gain;
    }

    private bool IsSpent => workLeft <= 0 || effort.IsOver;

    private void Begin(Effort spend, long work, int tier)
    {
        effort = spend;
        workLeft = work;
        topTier = tier;
        chain.Begin();
    }

    private void Count(int work)
    {
        workLeft -= work;
        effort.Spend(work);
    }

    // The node without any item: what no ejection changes.
    private bool CouldHold(int item, int node)
    {
        Count(1);
        int width = problem.Width;
        for (int r = 0; r < width; r++)
        {
            long want = problem.Request[(item * width) + r];
            if (want > 0 && want > problem.Capacity[(node * width) + r])
                return false;
        }

        return problem.IsEligible(problem.Class[item], node);
    }

    /// <summary>Puts an item that is off the nodes on this one.</summary>
    /// <returns>The disruption that this adds below <paramref name="limit"/>; else infinity, and the state as before.</returns>
    private double Enter(int item, int node, int depth, double limit)
    {
        Count(1);
        if (limit <= 0)
            return Never;
        if (state.Fits(item, node))
        {
            state.Insert(item, node);
            return 0;
        }

        if (depth < 0)
            return Never;
        int[] guests = Guests(node);
        bool one = false;
        foreach (int guest in guests)
        {
            int mark = chain.Length;
            chain.Take(guest);
            Count(2);
            if (state.Fits(item, node))
            {
                one = true;
                state.Insert(item, node);
                double added = Rehome(guest, node, depth, limit);
                if (added < limit)
                    return added;
                state.Remove(item);
            }

            chain.Rollback(mark);
            if (IsSpent)
                return Never;
        }

        for (int order = 0; order < Orders && guests.Length > 1; order++)
        {
            if (order > 0)
                random.Shuffle<int>(guests);
            double added = EnterForSeveral(item, node, guests, depth, limit);
            if (added < limit)
                return added;
            if (one || IsSpent)
                break;
        }

        return Never;
    }

    private double EnterForSeveral(int item, int node, int[] guests, int depth, double limit)
    {
        int mark = chain.Length;
        int taken = 0;
        bool fits = false;
        for (; taken < guests.Length && taken < MostEjected && !fits; taken++)
        {
            chain.Take(guests[taken]);
            Count(2);
            fits = state.Fits(item, node);
        }

        // The last one was needed; earlier ones may not have been.
        for (int k = taken - 2; k >= 0 && fits; k--)
        {
            int guest = guests[k];
            state.Insert(guest, node);
            if (state.Fits(item, node))
                chain.Forget(guest);
            else
                state.Remove(guest);
            Count(2);
        }

        if (!fits)
        {
            chain.Rollback(mark);
            return Never;
        }

        state.Insert(item, node);
        int[] homeless = chain.Since(mark).ToArray();
        homeless.AsSpan().Sort((a, b) => size[b].CompareTo(size[a]));
        double added = 0;
        foreach (int guest in homeless)
        {
            added += Rehome(guest, node, depth, limit - added);
            if (added >= limit || IsSpent)
            {
                state.Remove(item);
                chain.Rollback(mark);
                return Never;
            }
        }

        return added;
    }

    /// <summary>A place for an item that was taken off <paramref name="left"/>: at home, where there is room, or in another's place.</summary>
    private double Rehome(int item, int left, int depth, double limit)
    {
        int home = problem.Origin[item];
        int old = cost.Of(item, left);
        if (home >= 0 && home != left)
        {
            double added = Enter(item, home, depth - 1, limit + old);
            if (added < limit + old)
                return added - old;
        }

        int moved = (home < 0 ? 0 : problem.Options.MoveWeight) - old;
        if (moved < limit)
        {
            Count(8);
            int node = vacancies.For(item, left);
            if (node >= 0)
            {
                state.Insert(item, node);
                return moved;
            }

            if (depth > 0)
            {
                double added = EnterAnywhere(item, left, depth - 1, limit - moved);
                if (added < limit - moved)
                    return added + moved;
            }
        }

        double lost = GivenUp(item) + cost.Of(item, -1) - old;
        return problem.Tier[item] > topTier && lost < limit ? lost : Never;
    }

    private double EnterAnywhere(int item, int left, int depth, double limit)
    {
        int start = random.Next(problem.NodeCount);
        for (int k = 0; k < problem.NodeCount && !IsSpent; k++)
        {
            int node = start + k < problem.NodeCount ? start + k : start + k - problem.NodeCount;
            if (node == left || !CouldHold(item, node))
                continue;
            double added = Enter(item, node, depth, limit);
            if (added < limit)
                return added;
        }

        return Never;
    }

    // One of a higher tier weighs more than many of a lower one.
    private double GivenUp(int item) => 1000 * Math.Pow(64, Math.Min(6, problem.TierPriority.Length - 1 - problem.Tier[item]));

    private int[] Guests(int node)
    {
        int count = 0;
        for (int i = state.First(node); i >= 0; i = state.Next(i))
            count += chain.Holds(i) ? 0 : 1;
        if (count == 0)
            return [];
        var guests = new int[count];
        for (int i = state.First(node); i >= 0; i = state.Next(i))
        {
            if (!chain.Holds(i))
                guests[--count] = i;
        }

        // Those whose leaving costs nothing first, then the lowest tier, then the largest, which are enough soonest.
        guests.AsSpan().Sort((a, b) => Rank(a, node).CompareTo(Rank(b, node)));
        return guests;
    }

    private (bool Disturbs, int Tier, double Size, int Item) Rank(int guest, int node) =>
        (problem.Origin[guest] == node, topTier == int.MaxValue ? 0 : -problem.Tier[guest], -size[guest], guest);

    private void Keep()
    {
        chain.Keep();
        vacancies.Clear();
    }
}
