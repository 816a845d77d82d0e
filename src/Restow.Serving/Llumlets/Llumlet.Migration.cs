using Restow.Serving.Engine;
using Restow.Serving.Migration;

namespace Restow.Serving.Llumlets;

/// <summary>
/// The migration protocol (paper section 4.2). Stages copy what was not copied yet while decoding goes on; when little
/// is left the request leaves the batch at a step boundary, the rest is copied, COMMIT hands it over, and the source frees
/// its blocks at COMMITTED. Every abort leaves the source with the request and the destination without a reservation.
/// </summary>
/// <remarks>
/// COMMIT carries the request's epoch. A destination adopts only what is still owned by the source in that epoch, so a
/// request that was replayed elsewhere after the source failed cannot start to run a second time.
/// </remarks>
public sealed partial class Llumlet
{
    private readonly List<OutgoingMigration> outgoing = [];
    private readonly List<IncomingMigration> incoming = [];

    // Begins at the instance's start, so that one that died and came back does not repeat a number that others remember.
    private long lastMigration;

    /// <summary>Called with (request, start, detached) whenever a request of ours has arrived elsewhere.</summary>
    internal Action<Sequence, long, long>? Departed { get; set; }

    /// <summary>Called whenever the batch may have work again: a request arrived, or memory became free.</summary>
    internal Action? Woken { get; set; }

    /// <summary>Migrations that leave from here.</summary>
    internal IReadOnlyList<OutgoingMigration> Outgoing => outgoing;

    /// <summary>Reservations for requests that come here.</summary>
    internal IReadOnlyList<IncomingMigration> Incoming => incoming;

    /// <summary>Whether blocks are being copied from or to this instance.</summary>
    public bool IsCopying => incoming.Count > 0 || outgoing.Exists(static m => m.State == OutgoingState.Copying);

    /// <summary>Whether another migration may begin.</summary>
    public bool HasSlot => incoming.Count + outgoing.Count < options.Slots;

    /// <summary>The engine finished a step: requests in their last stage leave the batch here.</summary>
    public void OnStepBoundary()
    {
        for (int i = outgoing.Count - 1; i >= 0; i--)
        {
            if (outgoing[i].State == OutgoingState.AwaitingBoundary)
                BeginLastStage(outgoing[i]);
        }
    }

    /// <summary>A message arrived.</summary>
    public void OnMessage(int from, MigrationMessage message)
    {
        switch (message.Kind)
        {
            case MigrationMessageKind.PreAllocate:
                Reserve(from, message);
                return;
            case MigrationMessageKind.Commit:
                Adopt(from, message);
                return;
            case MigrationMessageKind.Abort:
                if (incoming.Find(m => m.Id == message.Migration) is { } abandoned)
                    Forget(abandoned);
                return;
        }

        if (outgoing.Find(m => m.Id == message.Migration) is not { } migration)
            return;
        if (message.Kind == MigrationMessageKind.Committed)
            Finish(migration);
        else if (message.Kind == MigrationMessageKind.Refuse)
            GiveUp(migration);
        else if (migration.State == OutgoingState.Reserving)
            BeginCopy(migration);
    }

    /// <summary>Another instance is dead. Requests on their way to it stay; what it reserved here waits for its timeout.</summary>
    public void OnPeerDown(int instance)
    {
        for (int i = outgoing.Count - 1; i >= 0; i--)
        {
            if (outgoing[i].Destination == instance)
                GiveUp(outgoing[i]);
        }
    }

    /// <summary>The request's user left: it ends, wherever it is in the protocol.</summary>
    internal void Cancel(Sequence sequence, RequestOutcome outcome)
    {
        if (outgoing.Find(m => m.Sequence == sequence) is { } migration)
        {
            // After COMMIT the destination speaks for the request; it is asked instead.
            if (migration.State == OutgoingState.Committing)
                return;
            Abort(migration);
        }

        Scheduler.Cancel(sequence, outcome, time.GetTimestamp());
        Woken?.Invoke();
    }
}
