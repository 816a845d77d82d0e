namespace Restow.Packing.Search;

/// <summary>
/// A proof that not every pod can be placed. If all were, each node would waste at most what is left over in total. Take the type
/// that is largest for its node: if no contents that hold it waste so little, some pod must stay out, and a placement with one pod out is the best.
/// </summary>
/// <remarks>Sound for nodes of one class and items without further resources that bind; elsewhere it claims nothing.</remarks>
internal static class PerfectPatterns
{
    private const long MostNodes = 60_000_000;

    /// <summary>Whether a placement that lacks one pod of <paramref name="tier"/>, and none above, is proven to be the best for that tier.</summary>
    public static bool ProvesOneMissing(PackingProblem problem, PatternSpace space, int[] placed, int tier, Effort effort)
    {
        if (space.Classes != 1 || problem.Width is < 1 or > 2)
            return false;
        int items = space.Items.Sum(i => i.Length);
        if (items - placed.Take(tier + 1).Sum() != 1)
            return false;
        for (int t = 0; t < space.Types; t++)
        {
            if (!space.IsEligible(t, 0))
                return false;
        }

        var enumeration = new Enumeration(problem, space, effort);
        return enumeration.SomeTypeHasNoPattern();
    }

    private sealed class Enumeration
    {
        private readonly PatternSpace space;
        private readonly Effort effort;
        private readonly long[][] size;
        private readonly long[] capacity;
        private readonly long[] slack;
        private readonly int[] order;
        private readonly long[][] tail;
        private readonly int[] limit;
        private long budget;

        public Enumeration(PackingProblem problem, PatternSpace space, Effort effort)
        {
            this.space = space;
            this.effort = effort;
            int width = problem.Width;
            size = [.. Enumerable.Range(0, 2).Select(r => Enumerable.Range(0, space.Types).Select(t => r < width ? space.Request(t, r) : 0).ToArray())];
            capacity = [space.Capacity(0, 0), width > 1 ? space.Capacity(0, 1) : 0];
            slack = new long[2];
            for (int r = 0; r < 2; r++)
            {
                slack[r] = capacity[r] * space.Nodes.Length;
                for (int t = 0; t < space.Types; t++)
                    slack[r] -= size[r][t] * space.Items[t].Length;
            }

            order = [.. Enumerable.Range(0, space.Types).OrderByDescending(Share)];
            limit = [.. space.Items.Select(i => i.Length)];
            tail = [new long[space.Types + 1], new long[space.Types + 1]];
        }

        public bool SomeTypeHasNoPattern()
        {
            if (slack[0] < 0 || slack[1] < 0)
                return true;
            // The largest types have the fewest partners: if one of the first three has none, that is the proof.
            foreach (int type in order.Take(3))
            {
                budget = MostNodes;
                limit[type]--;
                for (int r = 0; r < 2; r++)
                {
                    for (int k = space.Types - 1; k >= 0; k--)
                        tail[r][k] = tail[r][k + 1] + (size[r][order[k]] * limit[order[k]]);
                }

                bool exists = Exists(0, capacity[0] - size[0][type], capacity[1] - size[1][type]);
                limit[type]++;
                if (budget <= 0 || effort.IsOver)
                    return false;
                if (!exists)
                    return true;
            }

            return false;
        }

        private double Share(int type) => Math.Max((double)size[0][type] / Math.Max(1, capacity[0]), (double)size[1][type] / Math.Max(1, capacity[1]));

        // Whether contents from the k-th type on leave at most the slack of what is left.
        private bool Exists(int k, long left0, long left1)
        {
            if (left0 <= slack[0] && left1 <= slack[1])
                return true;
            if (k == space.Types || left0 - tail[0][k] > slack[0] || left1 - tail[1][k] > slack[1])
                return false;
            if (--budget <= 0 || ((budget & 4095) == 0 && effort.Spend(4096)))
            {
                budget = 0;
                return true;
            }

            int type = order[k];
            int most = limit[type];
            if (size[0][type] > 0)
                most = (int)Math.Min(most, left0 / size[0][type]);
            if (size[1][type] > 0)
                most = (int)Math.Min(most, left1 / size[1][type]);
            for (int a = most; a >= 0; a--)
            {
                if (Exists(k + 1, left0 - (a * size[0][type]), left1 - (a * size[1][type])))
                    return true;
            }

            return false;
        }
    }
}
