namespace Restow.Packing.Search;

/// <summary>
/// A proof that not every pod can be placed. If all were, each node would waste at most what is left over in total. Take a type
/// that is large for its node: if no contents that hold it waste so little, some pod must stay out, and a placement with one pod out is the best.
/// </summary>
/// <remarks>
/// Meet in the middle: order the pods of a node by their first request, largest first. The second half then uses at most half of that
/// resource; all such halves are listed and sorted by their second request, and each first half looks for its complement.
/// Sound for nodes of one class and at most two resources that bind; elsewhere, and when the halves are too many, it claims nothing.
/// It needs sizes that are fine-grained against what is left over.
/// </remarks>
internal sealed class PerfectPatterns
{
    private const int MostHalves = 3_000_000;
    private const int MostHits = 1_000_000;
    private const int MostItems = 32;

    private readonly PatternSpace space;
    private readonly Effort effort;
    private readonly int types;
    private readonly int[] order;
    private readonly long[] first;
    private readonly long[] second;
    private readonly int[] limit;
    private readonly long capacity0;
    private readonly long capacity1;
    private readonly long slack0;
    private readonly long slack1;

    // The smallest second request from each type on.
    private readonly long[] smallest;

    // The listed halves: second request, first request, the last type (by order) and the half it extends.
    private readonly List<(long Second, long First, int Type, int Parent, int Count, long Largest)> halves = [];
    private (long Second, int Half)[] sorted = [];
    private readonly int[] path = new int[MostItems];
    private long lookups;
    private int hits;
    private bool gaveUp;

    private PerfectPatterns(PackingProblem problem, PatternSpace space, Effort effort)
    {
        this.space = space;
        this.effort = effort;
        types = space.Types;
        bool two = problem.Width > 1;
        order = [.. Enumerable.Range(0, types).OrderByDescending(t => space.Request(t, 0)).ThenBy(t => t)];
        first = [.. order.Select(t => space.Request(t, 0))];
        second = [.. order.Select(t => two ? space.Request(t, 1) : 0)];
        limit = [.. order.Select(t => space.Items[t].Length)];
        capacity0 = space.Capacity(0, 0);
        capacity1 = two ? space.Capacity(0, 1) : 0;
        slack0 = capacity0 * space.Nodes.Length;
        slack1 = capacity1 * space.Nodes.Length;
        for (int k = 0; k < types; k++)
        {
            slack0 -= first[k] * limit[k];
            slack1 -= second[k] * limit[k];
        }

        smallest = new long[types + 1];
        smallest[types] = long.MaxValue / 64;
        for (int k = types - 1; k >= 0; k--)
            smallest[k] = Math.Min(smallest[k + 1], second[k]);
    }

    /// <summary>Whether a placement that lacks one pod of <paramref name="tier"/>, and none above, is proven to be the best for that tier.</summary>
    public static bool ProvesOneMissing(PackingProblem problem, PatternSpace space, int[] placed, int tier, Effort effort)
    {
        if (space.Classes != 1 || problem.Width is < 1 or > 2)
            return false;
        if (space.Items.Sum(i => i.Length) - placed.Take(tier + 1).Sum() != 1)
            return false;
        for (int t = 0; t < space.Types; t++)
        {
            if (!space.IsEligible(t, 0))
                return false;
        }

        return new PerfectPatterns(problem, space, effort).SomeTypeHasNoPattern();
    }

    private bool SomeTypeHasNoPattern()
    {
        if (slack0 < 0 || slack1 < 0)
            return true;
        if (!List())
            return false;
        // The largest types have the fewest partners.
        int[] largest = [.. Enumerable.Range(0, types).OrderByDescending(Share).Take(3)];
        foreach (int k in largest)
        {
            limit[k]--;
            bool exists = Exists(0, 0, capacity0 - first[k], capacity1 - second[k]);
            limit[k]++;
            if (gaveUp)
                return false;
            if (!exists)
                return true;
        }

        return false;
    }

    private double Share(int k) => Math.Max((double)first[k] / Math.Max(1, capacity0), (double)second[k] / Math.Max(1, capacity1));

    // Every multiset of types that uses at most half of the first resource, breadth first.
    private bool List()
    {
        halves.Add((0, 0, 0, -1, 0, 0));
        for (int h = 0; h < halves.Count; h++)
        {
            (long s, long f, int last, _, int count, long largest) = halves[h];
            if (count == MostItems / 2 - 1)
                return false;
            for (int k = last; k < types; k++)
            {
                // The first half has as many pods, none smaller than the largest of this one.
                long top = count == 0 ? first[k] : largest;
                if (f + first[k] + ((count + 1) * top) > capacity0 || s + second[k] + ((count + 1) * smallest[0]) > capacity1 || CountIn(h, k) >= limit[k])
                    continue;
                halves.Add((s + second[k], f + first[k], k, h, count + 1, top));
            }

            if (halves.Count > MostHalves || ((h & 4095) == 0 && effort.Spend(8192)))
                return false;
        }

        sorted = [.. halves.Select((half, h) => (half.Second, h))];
        Array.Sort(sorted, (a, b) => a.Second.CompareTo(b.Second));
        return true;
    }

    private int CountIn(int half, int type)
    {
        int count = 0;
        for (int h = half; h > 0 && halves[h].Type == type; h = halves[h].Parent)
            count++;
        return count;
    }

    // Whether some first half in path[..depth], extended from type k on, has a complement that wastes no more than the slack.
    private bool Exists(int k, int depth, long left0, long left1)
    {
        if (HasComplement(depth, left0, left1))
            return true;
        if (depth == MostItems / 2)
            gaveUp = true;
        for (int next = k; next < types && !gaveUp; next++)
        {
            // A longer first half needs a second one of at least `depth` pods, from this type on.
            if (first[next] + (depth * first[^1]) > left0 || second[next] + (depth * smallest[next]) > left1 || Used(depth, next) >= limit[next])
                continue;
            path[depth] = next;
            if (Exists(next, depth + 1, left0 - first[next], left1 - second[next]))
                return true;
        }

        return false;
    }

    private int Used(int depth, int type)
    {
        int count = 0;
        for (int d = depth - 1; d >= 0 && path[d] == type; d--)
            count++;
        return count;
    }

    private bool HasComplement(int depth, long left0, long left1)
    {
        // The second half has at most `depth` pods, none larger than the last of the first.
        if (depth > 0 && left0 - slack0 > depth * first[path[depth - 1]])
            return false;
        if (((++lookups & 4095) == 0 && effort.Spend(40_000)) || hits > MostHits)
        {
            gaveUp = true;
            return false;
        }

        int low = 0;
        int high = sorted.Length;
        long from = left1 - slack1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (sorted[middle].Second < from)
                low = middle + 1;
            else
                high = middle;
        }

        for (; low < sorted.Length && sorted[low].Second <= left1; low++)
        {
            hits++;
            int h = sorted[low].Half;
            (_, long f, _, _, int count, _) = halves[h];
            // The first half holds as many pods as the second or one more, and no smaller ones.
            if (f <= left0 && f >= left0 - slack0 && (count == depth || count == depth - 1) && Legal(depth, h))
                return true;
        }

        return false;
    }

    private bool Legal(int depth, int half)
    {
        Span<int> count = stackalloc int[types];
        for (int d = 0; d < depth; d++)
            count[path[d]]++;
        for (int h = half; h > 0; h = halves[h].Parent)
        {
            if (depth > 0 && halves[h].Type < path[depth - 1])
                return false;
            count[halves[h].Type]++;
        }

        for (int k = 0; k < types; k++)
        {
            if (count[k] > limit[k])
                return false;
        }

        return true;
    }
}
