using Restow.Serving.Engine;
using Restow.Serving.Migration;

namespace Restow.Serving.Llumlets;

/// <summary>The source's end of the migration protocol: stages, the last of them with the request out of the batch, COMMIT.</summary>
public sealed partial class Llumlet
{
    /// <summary>Begins to move one request to <paramref name="destination"/>, if a slot is free and a request qualifies.</summary>
    public bool StartMigration(int destination)
    {
        if (destination == Instance || !HasSlot || victims.Choose(Scheduler, Draining) is not { } victim)
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
}
