using Restow.Serving.Engine;

namespace Restow.Serving.Migration;

/// <summary>The messages of the migration handshake (paper section 4.2, Figure 7).</summary>
public enum MigrationMessageKind
{
    /// <summary>Source to destination: reserve blocks for a stage.</summary>
    PreAllocate,

    /// <summary>Destination to source: reserved.</summary>
    Acknowledge,

    /// <summary>Destination to source: no memory, no slot, or an unknown migration. Nothing is reserved any more.</summary>
    Refuse,

    /// <summary>Source to destination: everything is copied, the request is yours.</summary>
    Commit,

    /// <summary>Destination to source: the request runs here, free its blocks.</summary>
    Committed,

    /// <summary>Source to destination: the request ended or was preempted; free the reservation.</summary>
    Abort,
}

/// <summary>One message.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Migration">The migration's number, unique in the cluster.</param>
/// <param name="Blocks">Blocks to reserve.</param>
/// <param name="Request">The request that moves; with PRE-ALLOC and COMMIT.</param>
/// <param name="Epoch">The request's epoch when the migration began.</param>
public readonly record struct MigrationMessage(MigrationMessageKind Kind, long Migration, int Blocks = 0, Sequence? Request = null, int Epoch = 0);

/// <summary>What carries messages and blocks between instances: events in the simulator, connections in a cluster. Messages of one pair arrive in order or not at all.</summary>
public interface IMigrationTransport
{
    /// <summary>Sends a message.</summary>
    void Send(int source, int destination, MigrationMessage message);

    /// <summary>Copies blocks; both ends learn of the completion by <see cref="Llumlets.Llumlet.OnCopied"/> at the source.</summary>
    void Copy(int source, int destination, long migration, int blocks, bool last);
}
