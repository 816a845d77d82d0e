using System.Diagnostics.Metrics;
using System.Text;

namespace Restow.Kubernetes.Operations;

/// <summary>Keeps what the instruments of some meters record, and writes it in Prometheus' text format, version 0.0.4.</summary>
/// <remarks>
/// Names follow the OpenTelemetry convention: dots become underscores, seconds <c>_seconds</c>, counters <c>_total</c>. Counters, gauges and
/// explicit histograms of <c>int</c>, <c>long</c> and <c>double</c> are what it knows; it has no exemplars and no native histograms.
/// </remarks>
public sealed class PrometheusExporter : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();

    /// <param name="meterName">Name of the meters whose instruments are exported.</param>
    public PrometheusExporter(string meterName = "Restow.Kubernetes")
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name != meterName)
                return;
            var family = new MetricFamily(instrument);
            lock (gate)
                families[family.Name] = family;
            self.EnableMeasurementEvents(instrument, family);
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(state, value, tags));
        listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(state, value, tags));
        listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(state, value, tags));
        listener.Start();
    }

    /// <summary>Everything recorded so far, and observable gauges as they are now.</summary>
    public string Scrape()
    {
        var text = new StringBuilder();
        lock (gate)
        {
            foreach (MetricFamily family in families.Values)
                family.BeginScrape();
            listener.RecordObservableInstruments();
            foreach (MetricFamily family in families.Values)
                family.Write(text);
        }

        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var family = (MetricFamily)state!;
        string labels = MetricLabels.Of(tags);
        lock (gate)
            family.Record(value, labels);
    }
}
