using Restow.Serving.Engine;
using Restow.Serving.Migration;

namespace Restow.Serving.Llumlets;

/// <summary>
/// The scheduler beside one instance (paper section 4.3): it batches locally, reports its load, picks the request to
/// migrate and runs both ends of the migration protocol. It never sees another instance's requests.
/// </summary>
/// <remarks>Driven by one thread: an engine's loop, or the simulator's events. <c>Llumlet.Migration.cs</c> holds the protocol.</remarks>
public sealed partial class Llumlet
{
    private readonly TimeProvider time;
    private readonly IMigrationTransport transport;
    private readonly IVictimChoice victims;
    private readonly MigrationOptions options;

    /// <summary>An empty instance's scheduler.</summary>
    public Llumlet(LocalScheduler scheduler, IMigrationTransport transport, IVictimChoice victims, MigrationOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        Scheduler = scheduler;
        this.transport = transport;
        this.victims = victims;
        this.options = options;
        this.time = time;
        lastMigration = ((long)scheduler.Instance << 52) + time.GetTimestamp();
    }

    /// <summary>The instance's number.</summary>
    public int Instance => Scheduler.Instance;

    /// <summary>Its batching.</summary>
    public LocalScheduler Scheduler { get; }

    /// <summary>Whether it takes no new request and gives its own away.</summary>
    public bool Draining { get; set; }

    /// <summary>Whether nothing is left on it, reservations and departing requests included.</summary>
    public bool IsEmpty => Scheduler.Waiting.Count == 0 && Scheduler.Running.Count == 0 && outgoing.Count == 0 && incoming.Count == 0;

    /// <summary>Its load now.</summary>
    public LoadReport Report()
    {
        WaitingRequests queue = Scheduler.Waiting;
        InstanceOptions limits = Scheduler.Pool.Options;
        return new LoadReport
        {
            TotalBlocks = limits.Blocks,
            WatermarkBlocks = limits.WatermarkBlocks,
            FreeBlocks = Scheduler.Pool.Free,
            Running = Scheduler.Running.Count,
            High = Scheduler.HighRunning + queue.HighExecution,
            HighBlocks = Scheduler.HighBlocks,
            Waiting = queue.Count,
            WaitingBlocks = queue.DemandBlocks,
            HeadBlocks = queue.Count > 0 ? limits.BlocksFor(queue[0].Length) : 0,
            PreemptedWaiting = queue.Preempted,
            Accepted = Scheduler.Accepted,
            Draining = Draining,
        };
    }

    /// <summary>Takes the queue off an instance that drains or failed; the requests move without KV.</summary>
    internal List<Sequence> TakeQueue()
    {
        var taken = new List<Sequence>();
        while (Scheduler.Waiting.Count > 0)
        {
            taken.Add(Scheduler.Waiting[0]);
            Scheduler.Drop(Scheduler.Waiting[0]);
        }

        return taken;
    }

    /// <summary>Every block table of the instance: what <see cref="BlockPool.Verify"/> checks.</summary>
    internal IEnumerable<BlockTable> Tables =>
        Scheduler.Running.Select(s => s.Blocks)
            .Concat(outgoing.Where(m => m.DetachedAt >= 0).Select(m => m.Blocks))
            .Concat(incoming.Select(m => m.Reserved));
}
