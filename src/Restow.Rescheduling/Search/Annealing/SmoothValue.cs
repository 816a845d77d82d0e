using Restow.Rescheduling.Objectives;

namespace Restow.Rescheduling.Search.Annealing;

/// <summary>
/// The objective with a slope: what the walk climbs. A step function tells a search nothing between its steps, so each chunk of c cores adds
/// half its weight times r^2 - r, with r = (free mod c) / c: convex, 0 at whole chunks, so that one node gains what another loses until a chunk is whole.
/// </summary>
internal sealed class SmoothValue
{
    public SmoothValue(ReschedulingProblem problem)
    {
        Starts = new int[problem.Nodes];
        var known = new Dictionary<long[], int>(ReferenceEqualityComparer.Instance);
        var smooth = new List<float>();
        var exact = new List<long>();
        for (int n = 0; n < problem.Nodes; n++)
        {
            long[] table = problem.NodeValue[n];
            if (!known.TryGetValue(table, out int start))
            {
                known[table] = start = exact.Count;
                exact.AddRange(table);
                bool counts = !problem.Maintenance[problem.NodeHost[n]];
                smooth.AddRange(table.Select((value, free) => (float)(value + (counts ? Slope(problem.Objective, free) : 0))));
            }

            Starts[n] = start;
        }

        Smooth = [.. smooth];
        Exact = [.. exact];
        Scale = ScaleOf(problem, known.Keys);
    }

    /// <summary>Where each node's table starts in <see cref="Smooth"/> and <see cref="Exact"/>.</summary>
    public int[] Starts { get; }

    /// <summary>Value with slope by free cores.</summary>
    public float[] Smooth { get; }

    /// <summary>Value by free cores.</summary>
    public long[] Exact { get; }

    /// <summary>What one ordinary step of the objective is worth: temperatures are multiples of it.</summary>
    public float Scale { get; }

    /// <summary>Half a chunk's weight times r^2 - r.</summary>
    public static double Slope(double share, long weight) => 0.5 * weight * ((share * share) - share);

    private static double Slope(FleetObjective objective, int free) => objective switch
    {
        Fragments fragments => fragments.Chunks.Where(c => c.Cores <= Fragments.SpanAbove).Sum(c => Slope((double)(free % c.Cores) / c.Cores, c.Weight)),
        MemoryFragments both => Slope((double)(free % both.Cores) / both.Cores, both.CoreWeight),
        _ => 0,
    };

    // The mean change that a machine of the fleet makes where it makes any.
    private static float ScaleOf(ReschedulingProblem problem, IEnumerable<long[]> tables)
    {
        int[] sizes = [.. problem.Cores.Where(c => c > 0).Distinct()];
        double sum = 0;
        long count = 0;
        foreach (long[] table in tables)
        {
            foreach (int size in sizes)
            {
                for (int free = size; free < table.Length; free++)
                {
                    long change = Math.Abs(table[free] - table[free - size]);
                    sum += change;
                    count += change > 0 ? 1 : 0;
                }
            }
        }

        FleetObjective objective = problem.Objective;
        long other = Math.Max(objective.EmptyHostValue, Math.Max(objective.SpanValue, objective.MemoryChunkValue));
        return count > 0 ? (float)(sum / count) : Math.Max(1, other);
    }
}
