using System.Diagnostics.Metrics;

namespace Restow.Kubernetes;

/// <summary>The figures of the meter <c>Restow.Kubernetes</c>.</summary>
internal sealed class ControlMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Restow.Kubernetes";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> plans;
    private readonly Counter<long> moves;
    private readonly Counter<long> refused;
    private readonly Counter<long> certificates;
    private readonly Histogram<double> solving;

    /// <param name="pending">Pods that wait, by reason.</param>
    public ControlMetrics(Func<IEnumerable<(string Reason, int Pods)>> pending)
    {
        plans = meter.CreateCounter<long>("restow.plans", "{plan}", "Plans by how they ended: nothing_better, proposed, done, stopped.");
        moves = meter.CreateCounter<long>("restow.moves", "{pod}", "Steps by kind and outcome.");
        refused = meter.CreateCounter<long>("restow.evictions_refused", "{eviction}", "Evictions that the API refused because of a disruption budget.");
        certificates = meter.CreateCounter<long>("restow.certificates", "{plan}", "Plans by what is proven about them.");
        solving = meter.CreateHistogram<double>("restow.solve.duration", "s", "Wall time of a search.");
        meter.CreateObservableGauge("restow.pending_pods", () => pending().Select(p => new Measurement<int>(p.Pods, new KeyValuePair<string, object?>("reason", p.Reason))), "{pod}", "Pods that are not bound, by reason.");
    }

    public void Planned(PlanRecord plan)
    {
        certificates.Add(1, new KeyValuePair<string, object?>("kind", plan.Certificate.Kind.ToString()));
        solving.Record(plan.SolveSeconds);
    }

    public void Ended(PlanRecord plan) => plans.Add(1, new KeyValuePair<string, object?>("state", plan.State.ToString()));

    public void Moved(StepRecord step) => moves.Add(1, new KeyValuePair<string, object?>("kind", step.Kind.ToString()), new KeyValuePair<string, object?>("outcome", step.State.ToString()));

    public void Refused() => refused.Add(1);

    public void Dispose() => meter.Dispose();
}
