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

    /// <summary>Begins to move one request to <paramref name="destination"/>, if a slot is free and a request qualifies.</summary>
    public bool StartMigration(int destination)
    {
        if (destination == Instance || !HasSlot || victims.Choose(Scheduler) is not { } victim)
            return false;
        StartMigration(victim, destination);
        return true;
    }

    internal void StartMigration(Sequence victim, int destination)
    {
        var migration = new OutgoingMigration(++lastMigration, victim, destination, time.GetTimestamp());
        outgoing.Add(migration);
        BeginStage(migration);
    }

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

    /// <summary>The transport copied a stage of a migration that left from here.</summary>
    public void OnCopied(long id)
    {
        if (outgoing.Find(m => m.Id == id) is not { State: OutgoingState.Copying } migration)
            return;
        migration.Copied += migration.StageBlocks;
        if (!migration.Last)
        {
            BeginStage(migration);
        }
        else if (!migration.IsValid)
        {
            Abort(migration);
        }
        else
        {
            migration.State = OutgoingState.Committing;
            transport.Send(Instance, migration.Destination, new(MigrationMessageKind.Commit, id, 0, migration.Sequence, migration.Epoch));
        }
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

    private void BeginStage(OutgoingMigration migration)
    {
        int left = migration.Blocks.Count - migration.Copied;
        if (!migration.IsValid || (migration.Stage == options.MaxStages - 1 && left > options.LastStageMaxBlocks))
        {
            Abort(migration);
            return;
        }

        if (left <= options.LastStageMaxBlocks)
        {
            if (Scheduler.StepInFlight)
                migration.State = OutgoingState.AwaitingBoundary;
            else
                BeginLastStage(migration);
            return;
        }

        // The last block is still written to.
        AskFor(migration, left - 1);
    }

    private void BeginLastStage(OutgoingMigration migration)
    {
        if (!migration.IsValid)
        {
            Abort(migration);
            return;
        }

        Scheduler.Detach(migration.Sequence);
        migration.Sequence.DetachedAt = time.GetTimestamp();
        (migration.Last, migration.DetachedAt) = (true, migration.Sequence.DetachedAt);
        AskFor(migration, migration.Blocks.Count - migration.Copied);
    }

    private void AskFor(OutgoingMigration migration, int blocks)
    {
        migration.Stage++;
        (migration.State, migration.StageBlocks) = (OutgoingState.Reserving, blocks);
        transport.Send(Instance, migration.Destination, new(MigrationMessageKind.PreAllocate, migration.Id, blocks, migration.Sequence, migration.Epoch));
    }

    private void BeginCopy(OutgoingMigration migration)
    {
        if (!migration.IsValid)
        {
            Abort(migration);
            return;
        }

        migration.State = OutgoingState.Copying;
        transport.Copy(Instance, migration.Destination, migration.Id, migration.StageBlocks, migration.Last);
    }

    private void Abort(OutgoingMigration migration)
    {
        transport.Send(Instance, migration.Destination, new(MigrationMessageKind.Abort, migration.Id));
        GiveUp(migration);
    }

    /// <summary>Ends a migration here, without a word to the destination. A request out of the batch goes back into it.</summary>
    private void GiveUp(OutgoingMigration migration)
    {
        outgoing.Remove(migration);
        Sequence sequence = migration.Sequence;
        if (migration.State == OutgoingState.Committing && (sequence.Instance != Instance || sequence.Epoch != migration.Epoch))
        {
            // The destination had adopted it before it died: the request is its loss, the blocks here are stale.
            Scheduler.Pool.Release(migration.Blocks);
        }
        else if (sequence.Phase == SequencePhase.Detached && sequence.Instance == Instance)
        {
            sequence.Downtime += time.GetTimestamp() - migration.DetachedAt;
            Scheduler.Attach(sequence);
        }

        Woken?.Invoke();
    }

    private void Finish(OutgoingMigration migration)
    {
        outgoing.Remove(migration);
        Scheduler.Pool.Release(migration.Blocks);
        Departed?.Invoke(migration.Sequence, migration.StartedAt, migration.DetachedAt);
        Woken?.Invoke();
    }

    private void Reserve(int from, MigrationMessage message)
    {
        IncomingMigration? migration = incoming.Find(m => m.Id == message.Migration);
        bool refused = Draining || (migration is null && !HasSlot) || !Scheduler.Pool.Fits(message.Blocks)
            || (options.RefuseWhileBlocked && Scheduler.BlockedSince >= 0);
        if (refused)
        {
            if (migration is not null)
                Forget(migration);
            transport.Send(Instance, from, new(MigrationMessageKind.Refuse, message.Migration));
            return;
        }

        if (migration is null)
        {
            migration = new IncomingMigration(message.Migration, from);
            incoming.Add(migration);
        }

        IncomingMigration reserved = migration;
        reserved.Timeout?.Dispose();
        reserved.Timeout = time.CreateTimer(_ => Forget(reserved), null, options.ReservationTimeout, Timeout.InfiniteTimeSpan);
        Scheduler.Pool.Take(reserved.Reserved, message.Blocks);
        transport.Send(Instance, from, new(MigrationMessageKind.Acknowledge, message.Migration));
    }

    private void Adopt(int from, MigrationMessage message)
    {
        Sequence sequence = message.Request!;
        IncomingMigration? migration = incoming.Find(m => m.Id == message.Migration);
        if (migration is null || sequence.Epoch != message.Epoch || sequence.Instance != from || sequence.Phase != SequencePhase.Detached)
        {
            if (migration is not null)
                Forget(migration);
            transport.Send(Instance, from, new(MigrationMessageKind.Refuse, message.Migration));
            return;
        }

        migration.Timeout?.Dispose();
        incoming.Remove(migration);
        sequence.Blocks = migration.Reserved;
        sequence.Migrations++;
        sequence.Downtime += time.GetTimestamp() - sequence.DetachedAt;
        Scheduler.Attach(sequence);
        transport.Send(Instance, from, new(MigrationMessageKind.Committed, message.Migration));
        Woken?.Invoke();
    }

    private void Forget(IncomingMigration migration)
    {
        migration.Timeout?.Dispose();
        if (!incoming.Remove(migration))
            return;
        Scheduler.Pool.Release(migration.Reserved);
        Woken?.Invoke();
    }
}
