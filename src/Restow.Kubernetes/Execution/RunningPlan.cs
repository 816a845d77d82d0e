using Restow.Core;
using Restow.Kubernetes.State;

namespace Restow.Kubernetes.Execution;

/// <summary>The plan in hand and how far each of its steps is. Safe for concurrent use.</summary>
/// <param name="published">Told after each change.</param>
internal sealed class RunningPlan(PlanRecord plan, StateStore store, Action<PlanRecord> published)
{
    private readonly Lock gate = new();
    private readonly StepRecord[] steps = [.. plan.Steps];
    private PlanRecord head = plan;

    /// <summary>The plan as it is now.</summary>
    public PlanRecord Now
    {
        get
        {
            lock (gate)
                return head with { Steps = [.. steps] };
        }
    }

    public string Id => head.Id;

    public DateTimeOffset Created => head.Created;

    public IReadOnlyList<StepRecord> Steps
    {
        get
        {
            lock (gate)
                return [.. steps];
        }
    }

    public IReadOnlyList<StepRecord> OfWave(int wave) => [.. Steps.Where(step => step.Wave == wave)];

    /// <summary>Changes a step and returns it.</summary>
    public StepRecord Set(StepRecord step, StepState state, string? note = null, string? landed = null)
    {
        StepRecord changed;
        lock (gate)
        {
            StepRecord known = steps[step.Number];
            changed = steps[step.Number] = known with { State = state, Note = note ?? known.Note, LandedUid = landed ?? known.LandedUid };
        }

        published(Now);
        return changed;
    }

    /// <summary>The eviction was accepted. Its replacement may have landed before the answer came.</summary>
    public StepRecord Evicted(StepRecord step)
    {
        StepRecord now = Steps[step.Number];
        return now.State == StepState.Evicting ? Set(step, StepState.Evicted, "evicted") : now;
    }

    public void End(PlanState state, string message)
    {
        lock (gate)
            head = head with { State = state, Message = message };
        published(Now);
    }

    /// <summary>Writes the plan to the cluster.</summary>
    public Task<Fault?> SaveAsync(CancellationToken cancellation) => store.SaveAsync(Now, cancellation);
}
