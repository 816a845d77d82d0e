using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Restow.Kubernetes.Operations;

/// <summary>One instrument's series. Not safe for concurrent use: the exporter holds its lock.</summary>
internal sealed class MetricFamily
{
    private enum Shape
    {
        Counter,
        Gauge,
        Histogram,
    }

    // Prometheus' own for times in seconds, and further up for searches.
    private static readonly double[] Usual = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly SortedDictionary<string, double[]> series = new(StringComparer.Ordinal);
    private readonly Shape shape;
    private readonly bool isObserved;
    private readonly string help;
    private readonly double[] boundaries;

    public MetricFamily(Instrument instrument)
    {
        shape = instrument switch
        {
            Histogram<double> or Histogram<long> or Histogram<int> => Shape.Histogram,
            Counter<double> or Counter<long> or Counter<int> => Shape.Counter,
            ObservableCounter<double> or ObservableCounter<long> or ObservableCounter<int> => Shape.Counter,
            _ => Shape.Gauge,
        };
        isObserved = instrument.IsObservable;
        boundaries = shape == Shape.Histogram ? [.. (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? Usual] : [];
        help = instrument.Description ?? instrument.Name;
        string unit = instrument.Unit == "s" ? "_seconds" : "";
        Name = MetricLabels.Name(instrument.Name) + unit + (shape == Shape.Counter ? "_total" : "");
    }

    public string Name { get; }

    /// <summary>A gauge says what is, not what was: a series that is not observed again is gone.</summary>
    public void BeginScrape()
    {
        if (isObserved)
            series.Clear();
    }

    public void Record(double value, string labels)
    {
        // A histogram keeps a count for each bucket, one for all, and the sum.
        if (!series.TryGetValue(labels, out double[]? cells))
            series[labels] = cells = new double[shape == Shape.Histogram ? boundaries.Length + 2 : 1];
        if (shape != Shape.Histogram)
        {
            cells[0] = shape == Shape.Counter && !isObserved ? cells[0] + value : value;
            return;
        }

        for (int bucket = 0; bucket < boundaries.Length; bucket++)
            cells[bucket] += value <= boundaries[bucket] ? 1 : 0;
        cells[^2]++;
        cells[^1] += value;
    }

    public void Write(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {help.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)}\n");
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {Name} {shape switch { Shape.Counter => "counter", Shape.Gauge => "gauge", _ => "histogram" }}\n");
        foreach ((string labels, double[] cells) in series)
        {
            if (shape != Shape.Histogram)
            {
                Line(text, "", labels, cells[0]);
                continue;
            }

            string comma = labels.Length == 0 ? "" : ",";
            for (int bucket = 0; bucket < boundaries.Length; bucket++)
                Line(text, "_bucket", $"{labels}{comma}le=\"{Number(boundaries[bucket])}\"", cells[bucket]);
            Line(text, "_bucket", $"{labels}{comma}le=\"+Inf\"", cells[^2]);
            Line(text, "_sum", labels, cells[^1]);
            Line(text, "_count", labels, cells[^2]);
        }
    }

    private void Line(StringBuilder text, string suffix, string labels, double value) =>
        text.Append(Name).Append(suffix).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ').Append(Number(value)).Append('\n');

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
