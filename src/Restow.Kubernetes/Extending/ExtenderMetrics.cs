using System.Diagnostics.Metrics;
using Restow.Kubernetes.Reservations;

namespace Restow.Kubernetes.Extending;

/// <summary>The extender's instruments, of the meter <c>Restow.Kubernetes</c>.</summary>
public sealed class ExtenderMetrics : IDisposable
{
    private readonly Meter meter;
    private readonly Counter<long> calls;
    private readonly Histogram<double> answer;

    public ExtenderMetrics(ReservationLedger ledger, string meterName = "Restow.Kubernetes")
    {
        meter = new Meter(meterName);
        calls = meter.CreateCounter<long>("restow.extender.calls", description: "Calls of the scheduler, by verb and outcome.");
        answer = meter.CreateHistogram(
            "restow.extender.duration",
            "s",
            "Time from the head of a scheduler's call to the end of its answer, by verb.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5] });
        meter.CreateObservableGauge("restow.reserved.places", () => ledger.Current().Sum(r => r.Count), description: "Places on nodes that plans hold for pods on their way.");
    }

    public void Dispose() => meter.Dispose();

    /// <summary>A call ended.</summary>
    /// <param name="outcome"><c>answered</c>, <c>malformed</c>, <c>too_large</c>, <c>timed_out</c>, <c>aborted</c> or <c>failed</c>.</param>
    internal void Ended(string verb, string outcome, TimeSpan elapsed)
    {
        calls.Add(1, new KeyValuePair<string, object?>("verb", verb), new KeyValuePair<string, object?>("outcome", outcome));
        answer.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("verb", verb));
    }
}
