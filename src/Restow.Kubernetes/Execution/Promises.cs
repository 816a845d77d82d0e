using Restow.Kubernetes.Api;
using Restow.Kubernetes.Reservations;
using Restow.Packing.Model;

namespace Restow.Kubernetes.Execution;

/// <summary>The reservations of a plan: all of its room is held from the start, and opened to its own replicas when their turn has come.</summary>
/// <remarks>
/// The room that an early wave frees is wanted by every pending pod, so all arrivals are reserved before the first eviction. But a
/// pod that may land early could take the room of one that must land on the same node before it. So:
/// <list type="number">
/// <item>an arrival is <em>held</em>, under a key that no pod has, while an arrival of an earlier wave is still to land on its node,
/// and, for a move, until its pod is evicted: a sibling must not take its place;</item>
/// <item>then it is <em>open</em>, under its own key, and the extender sends its replicas there.</item>
/// </list>
/// </remarks>
internal sealed class Promises(ReservationLedger ledger, TimeSpan lifetime, ApiAvailability availability)
{
    private readonly Lock gate = new();
    private readonly HashSet<int> open = [];
    private readonly HashSet<int> closed = [];

    /// <summary>Holds room for every arrival that is still to come, and opens those whose turn it is, in the place of everything that the ledger holds: there is one plan at a time.</summary>
    /// <returns>The steps that were opened.</returns>
    public IReadOnlyList<StepRecord> Begin(RunningPlan plan)
    {
        IReadOnlyList<StepRecord> steps = plan.Steps;
        lock (gate)
        {
            StepRecord[] opened = [.. steps.Where(s => IsExpected(s) && !Waits(s, steps))];
            open.UnionWith(opened.Select(s => s.Number));
            ledger.Replace(steps.Where(IsExpected).Select(s => open.Contains(s.Number) ? Opened(plan, s) : Held(plan, s)));
            return opened;
        }
    }

    /// <summary>Opens what has become due.</summary>
    public IReadOnlyList<StepRecord> Open(RunningPlan plan)
    {
        IReadOnlyList<StepRecord> steps = plan.Steps;
        var opened = new List<StepRecord>();
        lock (gate)
        {
            Open(plan, steps, opened);
        }

        return opened;
    }

    /// <summary>The steps whose arrival may land now and has not.</summary>
    public IReadOnlyList<StepRecord> Awaited(RunningPlan plan)
    {
        lock (gate)
            return [.. plan.Steps.Where(s => IsExpected(s) && open.Contains(s.Number) && !closed.Contains(s.Number))];
    }

    /// <summary>The promise of a step is kept, or withdrawn.</summary>
    public void Close(StepRecord step)
    {
        lock (gate)
        {
            if (step.To is not null && closed.Add(step.Number))
                ledger.Consume(open.Contains(step.Number) ? step.Key : HoldKey(step), step.To);
        }
    }

    public void Release(RunningPlan plan) => ledger.Release(plan.Id);

    private void Open(RunningPlan plan, IReadOnlyList<StepRecord> steps, List<StepRecord> opened)
    {
        foreach (StepRecord step in steps.Where(s => IsExpected(s) && !open.Contains(s.Number) && !closed.Contains(s.Number)))
        {
            if (Waits(step, steps))
                continue;

            // In this order: for a moment it is held twice, never not at all.
            ledger.Reserve(Opened(plan, step));
            ledger.Consume(HoldKey(step), step.To!);
            open.Add(step.Number);
            opened.Add(step);
        }
    }

    private static bool IsExpected(StepRecord step) => step.To is not null && step.State is not (StepState.Landed or StepState.Failed);

    private static bool Waits(StepRecord step, IReadOnlyList<StepRecord> steps) =>
        steps.Any(other => other.To == step.To && other.Wave < step.Wave && IsExpected(other)) || (step.From is not null && step.State == StepState.Waiting);

    private static ReplicaKey HoldKey(StepRecord step) => new($"held/{step.Number}", "");

    private Reservation Held(RunningPlan plan, StepRecord step) =>
        new(plan.Id, HoldKey(step), step.Namespace, step.To!, 1, new Resources(step.Requests), plan.Created + lifetime + availability.Lost(plan.Created));

    private Reservation Opened(RunningPlan plan, StepRecord step) => Held(plan, step) with { Key = step.Key };
}
