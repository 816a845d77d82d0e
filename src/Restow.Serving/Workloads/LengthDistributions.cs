namespace Restow.Serving.Workloads;

/// <summary>Lengths of prompts or outputs, in tokens.</summary>
internal interface ILengths
{
    /// <summary>Draws <paramref name="count"/> lengths.</summary>
    int[] Draw(int count, Func<double> uniform);
}

/// <summary>
/// The artifact's generator: ranks 1 to 2 mean - 1 with probability proportional to rank^-exponent, rescaled so that the
/// sample has the mean, rounded up, at most 6,144.
/// </summary>
internal sealed class PowerLawLengths(int mean) : ILengths
{
    private const int Cap = 6144;

    private double Exponent => mean switch { <= 128 => 2.0, <= 256 => 1.5, _ => 1.15 };

    public int[] Draw(int count, Func<double> uniform)
    {
        var cumulative = new double[(2 * mean) - 1];
        double total = 0;
        for (int rank = 1; rank <= cumulative.Length; rank++)
            cumulative[rank - 1] = total += Math.Pow(rank, -Exponent);
        for (int i = 0; i < cumulative.Length; i++)
            cumulative[i] /= total;

        var ranks = new int[count];
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            ranks[i] = 1 + SearchRight(cumulative, uniform());
            sum += ranks[i];
        }

        double scale = mean / (sum / count);
        return Array.ConvertAll(ranks, rank => Math.Min(Cap, (int)Math.Ceiling(rank * scale)));
    }

    /// <summary>The number of entries that are at most <paramref name="value"/>.</summary>
    private static int SearchRight(double[] sorted, double value)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }

        return Math.Min(low, sorted.Length - 1);
    }
}

/// <summary>How lengths lie between two published percentiles.</summary>
internal enum Interpolation
{
    /// <summary>Evenly, but for a common bend. The published means come out with a bend near 1, so little is added to what is known.</summary>
    Linear,

    /// <summary>Evenly by their logarithms: many lengths of a few tokens below the median.</summary>
    Logarithmic,
}

/// <summary>
/// Lengths from published percentiles: between two of them lengths grow monotonically, all segments bent by the one
/// exponent that gives the published mean. The percentiles are met exactly.
/// </summary>
internal sealed class PercentileLengths : ILengths
{
    private static readonly double[] Probabilities = [0, 0.5, 0.8, 0.95, 0.99, 1];
    private readonly double[] knots;
    private readonly double mean;
    private readonly Interpolation interpolation;

    public PercentileLengths(double mean, double p50, double p80, double p95, double p99, Interpolation interpolation = Interpolation.Linear, double? longest = null)
    {
        // Nothing is published beyond the 99th percentile: the last segment grows as the one before.
        double max = longest ?? Math.Min(6144, p99 * p99 / p95);
        this.mean = mean;
        this.interpolation = interpolation;
        knots = [1, p50, p80, p95, p99, max];
        double low = 0.02;
        double high = 50;
        for (int i = 0; i < 60; i++)
        {
            double middle = Math.Sqrt(low * high);
            if (Mean(middle) > mean)
                low = middle;
            else
                high = middle;
        }

        Bend = Math.Sqrt(low * high);
    }

    /// <summary>The exponent of all segments; 1 is straight.</summary>
    public double Bend { get; }

    /// <summary>The distribution's mean, by the midpoint rule.</summary>
    public double ExactMean => Mean(Bend);

    public int[] Draw(int count, Func<double> uniform)
    {
        var drawn = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++)
            sum += drawn[i] = Quantile(uniform(), Bend);

        // As the artifact's generator does: the sample itself has the mean, or the load would depend on the seed.
        double scale = mean * count / sum;
        return Array.ConvertAll(drawn, length => Math.Max(1, (int)Math.Round(length * scale)));
    }

    public double Quantile(double p) => Quantile(p, Bend);

    private double Quantile(double p, double exponent)
    {
        int segment = 1;
        while (segment < Probabilities.Length - 1 && p > Probabilities[segment])
            segment++;
        double t = (p - Probabilities[segment - 1]) / (Probabilities[segment] - Probabilities[segment - 1]);
        (double from, double to) = (knots[segment - 1], knots[segment]);
        double part = Math.Pow(t, exponent);
        return interpolation == Interpolation.Linear ? from + ((to - from) * part) : from * Math.Pow(to / from, part);
    }

    private double Mean(double exponent)
    {
        const int Points = 4000;
        double sum = 0;
        for (int i = 0; i < Points; i++)
            sum += Quantile((i + 0.5) / Points, exponent);
        return sum / Points;
    }
}
