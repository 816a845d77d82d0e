using Restow.Serving.Engine;
using Restow.Serving.Migration;

namespace Restow.Serving.Llumlets;

/// <summary>The destination's end of the migration protocol: reservations that time out, and the adoption of what arrived whole.</summary>
public sealed partial class Llumlet
{
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
