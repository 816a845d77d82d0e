using Microsoft.Extensions.Logging;
using Restow.Core;
using Restow.Kubernetes.Execution;
using Restow.Kubernetes.Reservations;

namespace Restow.Kubernetes.State;

/// <summary>Keeps the reservations of the recorded plan while another controller leads, or none yet: an extender here must answer as the leader's would.</summary>
internal sealed class StateMirror(StateStore store, ReservationLedger ledger, TimeSpan lifetime, Func<bool> isLeader, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken cancellation)
    {
        string? version = null;
        while (true)
        {
            if (!isLeader())
                version = await MirrorAsync(version, cancellation);
            await Task.Delay(Period, time, cancellation);
        }
    }

    private async Task<string?> MirrorAsync(string? seen, CancellationToken cancellation)
    {
        (PlanRecord? plan, Fault? fault) = await store.LoadAsync(cancellation);
        if (fault is not null)
            log.LogWarning("{Fault}", fault);

        // While it was read, this controller may have become the leader, whose executor holds the ledger.
        if (fault is not null || plan is null || store.Version == seen || isLeader())
            return seen;
        ledger.Release(plan.Id);
        if (plan.State == PlanState.Running)
            new Promises(ledger, lifetime).Begin(new RunningPlan(plan, store, _ => { }));
        return store.Version;
    }
}
