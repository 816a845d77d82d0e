namespace Restow.Core.Statistics;

/// <summary>Order statistics as numpy's default gives them: linear interpolation between the closest ranks.</summary>
public static class Percentiles
{
    /// <summary>The quantile <paramref name="q"/> in [0, 1] of ascending values; 0 for none.</summary>
    public static double OfSorted(ReadOnlySpan<double> sorted, double q)
    {
        if (sorted.IsEmpty)
            return 0;
        double rank = Math.Clamp(q, 0, 1) * (sorted.Length - 1);
        int low = (int)rank;
        int high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((rank - low) * (sorted[high] - sorted[low]));
    }

    /// <summary>The quantile of values in any order; sorts a copy.</summary>
    public static double Of(IEnumerable<double> values, double q)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return OfSorted(sorted, q);
    }
}

/// <summary>Mean, median, 99th percentile and maximum of one quantity, in its unit.</summary>
public sealed record Summary(double Mean, double P50, double P99, double Max)
{
    /// <summary>Summarises <paramref name="values"/>, which it sorts in place; all zero for none.</summary>
    public static Summary Of(Span<double> values)
    {
        if (values.IsEmpty)
            return new Summary(0, 0, 0, 0);
        values.Sort();
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return new Summary(sum / values.Length, Percentiles.OfSorted(values, 0.5), Percentiles.OfSorted(values, 0.99), values[^1]);
    }
}
