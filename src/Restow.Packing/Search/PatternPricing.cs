using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>
/// Finds the most valuable contents of one node: a bounded knapsack over several resources. Steps:
/// <list type="number">
/// <item>multipliers u, v of the two first resources minimise the Lagrangian bound g0 (golden section, nested);</item>
/// <item>relative to it every choice is a loss, so value = g0 - loss - u slack - v slack;</item>
/// <item>depth-first over the types within the loss that is left above the threshold.</item>
/// </list>
/// Further resources restrict, but have no multiplier.
/// </summary>
internal sealed class PatternPricing(PatternSpace space, int width, SeededRandom random)
{
    private readonly int[] order = new int[space.Types];
    private readonly int[] chosen = new int[space.Types];
    private readonly double[] reduced = new double[space.Types];
    private readonly long[] left = new long[Math.Max(2, width)];
    private readonly long[] tail = new long[(space.Types + 1) * 2];
    private double[] values = [];
    private int[] limits = [];
    private int nodeClass;
    private int depth;
    private double u;
    private double v;
    private double bound;
    private double threshold;
    private long nodesLeft;
    private int wanted;
    private bool raise;
    private List<Pattern> found = [];
    private double best;
    private Effort? effort;

    /// <summary>Sets the values of the types and computes the Lagrangian bound.</summary>
    /// <returns>g0: no contents are worth more.</returns>
    public double Prepare(int forClass, double[] typeValues, int[] typeLimits)
    {
        nodeClass = forClass;
        values = typeValues;
        limits = typeLimits;
        depth = 0;
        for (int t = 0; t < space.Types; t++)
        {
            if (values[t] > 1e-9 && limits[t] > 0 && space.IsEligible(t, nodeClass))
                order[depth++] = t;
        }

        Multipliers();
        for (int k = 0; k < depth; k++)
            reduced[order[k]] = values[order[k]] - (u * space.Request(order[k], 0)) - (v * Second(order[k]));
        return bound;
    }

    /// <summary>Searches for contents worth more than <paramref name="floor"/> in one random order of the types.</summary>
    public List<Pattern> Sample(double floor, int most, long nodes, Effort within)
    {
        random.Shuffle(order.AsSpan(0, depth));
        raise = false;
        return Search(floor, most, nodes, within, out _);
    }

    /// <summary>Searches for the best contents.</summary>
    /// <param name="complete">Whether the search ended by itself: nothing is worth more than <paramref name="bestValue"/>.</param>
    /// <param name="bestValue">The value of the best, or <paramref name="floor"/> when nothing is worth more.</param>
    public List<Pattern> Exact(double floor, long nodes, Effort within, out bool complete, out double bestValue)
    {
        // What costs most to decide wrongly comes first: losses add up early.
        order.AsSpan(0, depth).Sort((a, b) => Math.Abs(reduced[b]).CompareTo(Math.Abs(reduced[a])));
        raise = true;
        List<Pattern> patterns = Search(floor, int.MaxValue, nodes, within, out complete);
        bestValue = best;
        return patterns;
    }

    private List<Pattern> Search(double floor, int most, long nodes, Effort within, out bool complete)
    {
        found = [];
        best = floor;
        threshold = floor;
        wanted = most;
        nodesLeft = nodes;
        effort = within;
        Array.Clear(chosen);
        for (int r = 0; r < width; r++)
            left[r] = space.Capacity(nodeClass, r);
        tail[depth * 2] = tail[(depth * 2) + 1] = 0;
        for (int k = depth - 1; k >= 0; k--)
        {
            tail[k * 2] = tail[(k + 1) * 2] + (limits[order[k]] * space.Request(order[k], 0));
            tail[(k * 2) + 1] = tail[((k + 1) * 2) + 1] + (limits[order[k]] * Second(order[k]));
        }

        Descend(0, 0);
        complete = nodesLeft > 0 && !within.IsOver;
        return found;
    }

    private bool Descend(int k, double loss)
    {
        if (--nodesLeft <= 0 || ((nodesLeft & 1023) == 0 && effort!.Spend(1024)))
        {
            nodesLeft = 0;
            return false;
        }

        // Room that the types to come cannot fill is lost for certain.
        double idle = (u * Math.Max(0, left[0] - tail[k * 2])) + (width > 1 ? v * Math.Max(0, left[1] - tail[(k * 2) + 1]) : 0);
        if (bound - loss - idle <= threshold)
            return true;
        if (k == depth)
        {
            Accept(bound - loss - (u * left[0]) - (width > 1 ? v * left[1] : 0));
            return found.Count < wanted;
        }

        int type = order[k];
        int fits = limits[type];
        for (int r = 0; r < width; r++)
        {
            long want = space.Request(type, r);
            if (want > 0)
                fits = (int)Math.Min(fits, left[r] / want);
        }

        double d = reduced[type];
        bool goOn = true;
        if (d > 0)
        {
            for (int a = fits; a >= 0 && goOn; a--)
            {
                double next = loss + (d * (limits[type] - a));
                if (bound - next <= threshold)
                    break;
                goOn = Take(k, type, a, next);
            }
        }
        else
        {
            for (int a = 0; a <= fits && goOn; a++)
            {
                double next = loss - (d * a);
                if (bound - next <= threshold)
                    break;
                goOn = Take(k, type, a, next);
            }
        }

        return goOn;
    }

    private bool Take(int k, int type, int count, double loss)
    {
        for (int r = 0; r < width; r++)
            left[r] -= count * space.Request(type, r);
        chosen[type] = count;
        bool goOn = Descend(k + 1, loss);
        chosen[type] = 0;
        for (int r = 0; r < width; r++)
            left[r] += count * space.Request(type, r);
        return goOn;
    }

    private void Accept(double value)
    {
        if (value <= threshold)
            return;
        found.Add(Pattern.Of(nodeClass, chosen, space.Tier, space.LastTier));
        best = Math.Max(best, value);
        if (raise)
            threshold = value;
    }

    private long Second(int type) => width > 1 ? space.Request(type, 1) : 0;

    private void Multipliers()
    {
        double c = space.Capacity(nodeClass, 0);
        double m = width > 1 ? space.Capacity(nodeClass, 1) : 0;
        double mostU = 0;
        double mostV = 0;
        for (int k = 0; k < depth; k++)
        {
            mostU = Math.Max(mostU, values[order[k]] / Math.Max(1, space.Request(order[k], 0)));
            mostV = Math.Max(mostV, values[order[k]] / Math.Max(1, Second(order[k])));
        }

        double Value(double a, double b)
        {
            double g = (a * c) + (b * m);
            for (int k = 0; k < depth; k++)
            {
                int t = order[k];
                double d = values[t] - (a * space.Request(t, 0)) - (b * Second(t));
                if (d > 0)
                    g += limits[t] * d;
            }

            return g;
        }

        double bestV = 0;
        (u, bound) = Golden(0, mostU, 28, a =>
        {
            if (width == 1)
                return Value(a, 0);
            return Golden(0, mostV, 28, b => Value(a, b)).Value;
        });
        if (width > 1)
            (bestV, bound) = Golden(0, mostV, 40, b => Value(u, b));
        v = bestV;
    }

    private static (double At, double Value) Golden(double low, double high, int rounds, Func<double, double> f)
    {
        const double Ratio = 0.6180339887498949;
        double a = high - (Ratio * (high - low));
        double b = low + (Ratio * (high - low));
        double fa = f(a);
        double fb = f(b);
        for (int k = 0; k < rounds; k++)
        {
            if (fa <= fb)
            {
                (high, b, fb) = (b, a, fa);
                a = high - (Ratio * (high - low));
                fa = f(a);
            }
            else
            {
                (low, a, fa) = (a, b, fb);
                b = low + (Ratio * (high - low));
                fb = f(b);
            }
        }

        return fa <= fb ? (a, fa) : (b, fb);
    }
}
