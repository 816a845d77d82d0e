namespace Restow.Serving.Workloads;

/// <summary>Gaps between arrivals: Gamma with shape 1/CV^2 and scale CV^2 times the mean gap; exponential for CV 1.</summary>
/// <remarks>Marsaglia and Tsang (2000), with the boost for shapes below 1.</remarks>
internal sealed class GammaGaps(double rate, double cv, Func<double> uniform)
{
    private readonly double shape = 1 / (cv * cv);

    public double Next()
    {
        if (cv == 1)
            return -Math.Log(1 - uniform()) / rate;
        double boosted = shape < 1 ? shape + 1 : shape;
        double gap = Standard(boosted);
        if (shape < 1)
            gap *= Math.Pow(1 - uniform(), 1 / shape);
        return gap / (shape * rate);
    }

    private double Standard(double k)
    {
        double d = k - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Math.Sqrt(-2 * Math.Log(1 - uniform())) * Math.Cos(2 * Math.PI * uniform());
            double v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - uniform()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }
}
