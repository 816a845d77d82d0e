using System.Diagnostics.Metrics;
using Restow.Core;

namespace Restow.Kubernetes.Operations;

/// <summary>The instruments of the meter <c>Restow.Kubernetes</c>, one for each process.</summary>
/// <remarks>Label values come from small fixed sets: a metric never names a pod or a node.</remarks>
public sealed class KubernetesMetrics : IDisposable
{
    public const string MeterName = "Restow.Kubernetes";

    private readonly Counter<long> plans;
    private readonly Counter<long> moves;
    private readonly Counter<long> refused;
    private readonly Counter<long> calls;
    private readonly Histogram<double> solve;
    private readonly Histogram<double> answer;
    private volatile IReadOnlyDictionary<string, int> pending = new Dictionary<string, int>();
    private volatile Func<int> reserved = () => 0;

    public KubernetesMetrics()
    {
        Meter = new Meter(MeterName);
        plans = Meter.CreateCounter<long>("restow.plans", description: "Plans made, by what is proven of them.");
        moves = Meter.CreateCounter<long>("restow.moves", description: "Moves of running pods, by how they ended.");
        refused = Meter.CreateCounter<long>("restow.evictions.refused", description: "Evictions that the API server refused, by reason.");
        calls = Meter.CreateCounter<long>("restow.extender.calls", description: "Calls of the scheduler, by verb and outcome.");
        solve = Meter.CreateHistogram("restow.solve", "s", "Time from the snapshot to the plan.", advice: Buckets(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60));
        answer = Meter.CreateHistogram("restow.extender.answer", "s", "Time from the head of a scheduler's call to the end of its answer, by verb.", advice: Buckets(0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5));
        Meter.CreateObservableGauge("restow.pending.pods", Pending, description: "Pods that wait for a node, by reason.");
        Meter.CreateObservableGauge("restow.reserved.places", () => reserved(), description: "Places on nodes that plans hold for pods on their way.");
    }

    /// <summary>The meter, for an exporter.</summary>
    public Meter Meter { get; }

    /// <summary>A plan was made.</summary>
    public void Planned(CertificateKind kind, TimeSpan elapsed)
    {
        plans.Add(1, Tag("certificate", kind switch { CertificateKind.Optimal => "optimal", CertificateKind.WithinGap => "within_gap", _ => "none" }));
        solve.Record(elapsed.TotalSeconds);
    }

    /// <summary>A move ended.</summary>
    /// <param name="outcome">A word of a small set: <c>landed</c>, <c>elsewhere</c>, <c>lost</c>.</param>
    public void Moved(string outcome) => moves.Add(1, Tag("outcome", outcome));

    /// <summary>The API server refused an eviction.</summary>
    /// <param name="reason">A word of a small set: <c>budget</c>, <c>gone</c>, <c>forbidden</c>, <c>other</c>.</param>
    public void EvictionRefused(string reason) => refused.Add(1, Tag("reason", reason));

    /// <summary>The pods that wait, by reason; a reason that is left out has none.</summary>
    public void SetPending(IReadOnlyDictionary<string, int> byReason) => pending = byReason;

    /// <summary>Where the number of reserved places is read from at each scrape.</summary>
    public void WatchReserved(Func<int> count) => reserved = count;

    internal void Answered(string verb, string outcome, TimeSpan elapsed)
    {
        calls.Add(1, Tag("verb", verb), Tag("outcome", outcome));
        answer.Record(elapsed.TotalSeconds, Tag("verb", verb));
    }

    public void Dispose() => Meter.Dispose();

    private IEnumerable<Measurement<int>> Pending() => pending.Select(p => new Measurement<int>(p.Value, Tag("reason", p.Key)));

    private static InstrumentAdvice<double> Buckets(params double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
