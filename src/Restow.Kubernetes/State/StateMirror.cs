using Microsoft.Extensions.Logging;
using Restow.Core;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Execution;
using Restow.Kubernetes.Reservations;

namespace Restow.Kubernetes.State;

/// <summary>Keeps the reservations of the recorded plan while another controller leads, or none yet: an extender here must answer as the leader's would.</summary>
/// <remarks>A controller that has just lost the lead holds what its own plan needs, which is more recent than the record: it keeps that until somebody else writes.</remarks>
/// <param name="known">The version of the record that this controller itself has written or read as the leader.</param>
internal sealed class StateMirror(
    StateStore store, ReservationLedger ledger, TimeSpan lifetime, ApiAvailability availability, Func<string?> known, Func<bool> isLeader, TimeProvider time, ILogger log)
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
        if (fault is not null || isLeader() || (store.Version is { } version && (version == seen || version == known())))
            return seen;
        if (plan is { State: PlanState.Running })
            new Promises(ledger, lifetime, availability).Begin(new RunningPlan(plan, store, _ => { }));
        else
            ledger.Replace([]);
        return store.Version;
    }
}
