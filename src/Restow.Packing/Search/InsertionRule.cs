using System.Runtime.CompilerServices;
using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>How much a node is disliked for an item: best fit, balance, dot product, or a mix of the first two, drawn anew for each recreation.</summary>
internal readonly struct InsertionRule
{
    private readonly int kind;
    private readonly double share;
    private readonly double[] scale;

    private InsertionRule(int kind, double share, double[] scale)
    {
        this.kind = kind;
        this.share = share;
        this.scale = scale;
    }

    /// <param name="scale">By resource: one over what an average node has.</param>
    public static InsertionRule Draw(SeededRandom random, double[] scale) => new(random.Next(4), random.NextDouble(), scale);

    /// <summary>The least is best.</summary>
    /// <param name="left">What the node has free.</param>
    /// <param name="want">What the item requests.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Score(ReadOnlySpan<long> left, ReadOnlySpan<long> want)
    {
        double fit = 0;
        double low = double.MaxValue;
        double high = 0;
        double dot = 0;
        for (int r = 0; r < left.Length; r++)
        {
            double after = (left[r] - want[r]) * scale[r];
            fit += after;
            low = Math.Min(low, after);
            high = Math.Max(high, after);
            dot += left[r] * scale[r] * want[r] * scale[r];
        }

        return kind switch
        {
            0 => fit,
            1 => high - low + (0.1 * fit),
            2 => -dot,
            _ => (share * fit) + ((1 - share) * (high - low)),
        };
    }
}
