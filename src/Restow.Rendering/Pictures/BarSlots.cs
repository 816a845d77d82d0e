using Restow.Core.Views;

namespace Restow.Rendering.Pictures;

/// <summary>Where the bars of each bin stand, from the left edge: side by side, with a gap wherever a new whole begins that has parts.</summary>
/// <param name="Width">Room of a bin.</param>
/// <param name="Left">Where the room of each begins.</param>
internal sealed record BarSlots(float Width, float[] Left)
{
    private const float Gap = 0.35f;

    public static BarSlots Of(IReadOnlyList<Bin> bars, float width)
    {
        int[] gaps = new int[bars.Count];
        for (int b = 1; b < bars.Count; b++)
            gaps[b] = gaps[b - 1] + (bars[b].Of == bars[b - 1].Of ? 0 : 1);
        float slot = width / (bars.Count + (Gap * gaps[^1]));
        return new BarSlots(slot, [.. gaps.Select((g, b) => slot * (b + (Gap * g)))]);
    }

    /// <summary>The runs of bins that are parts of one thing, or alone: the first and the one after the last.</summary>
    public static IEnumerable<(int From, int To)> Runs(IReadOnlyList<Bin> bars)
    {
        int from = 0;
        for (int b = 1; b <= bars.Count; b++)
        {
            if (b < bars.Count && bars[b].Of.Length > 0 && bars[b].Of == bars[from].Of)
                continue;
            yield return (from, b);
            from = b;
        }
    }
}
