using k8s;
using Microsoft.Extensions.Logging;
using Restow.Core;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Cache;
using Restow.Kubernetes.Controlling;
using Restow.Kubernetes.Execution;
using Restow.Kubernetes.Extending;
using Restow.Kubernetes.Reservations;
using Restow.Kubernetes.State;

namespace Restow.Kubernetes;

/// <summary>Packs the pods of a live cluster: follows it, plans for the pods that the scheduler refused, and carries plans out when told to.</summary>
/// <remarks>
/// By default it observes: plans are published and nothing is written to the cluster. With <see cref="ControllerOptions.Apply"/> one of several
/// controllers leads by a Lease, and the plan in hand is kept in a ConfigMap so that it survives a crash at any point.
/// </remarks>
public sealed class ClusterController : IDisposable
{
    private const string LeaseName = "restow";
    private const string StateName = "restow-state";

    private readonly ObservedApi api;
    private readonly ApiAvailability availability;
    private readonly ControllerOptions options;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly AuditLog audit;
    private readonly ClusterCache cache;
    private readonly PlanHistory history = new();
    private readonly ControlMetrics metrics;
    private readonly LeaseElection election;
    private readonly string space;
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ControlLoop? loop;

    internal ClusterController(IClusterApi api, string space, AuditLog audit, ControllerOptions options, TimeProvider time, ILoggerFactory logs)
    {
        (this.space, this.audit, this.options, this.time) = (space, audit, options, time);
        log = logs.CreateLogger("Restow.Kubernetes");
        Heartbeat = new ExtenderHeartbeat(time);
        Ledger = new ReservationLedger(time);
        availability = new ApiAvailability(time, Ledger);
        this.api = new ObservedApi(api, availability, time);
        cache = new ClusterCache(api.Address, options.Packing.SchedulerName);
        metrics = new ControlMetrics(() => Enum.GetValues<PendingReason>().Where(r => r != PendingReason.None).Select(r => (r.ToString(), cache.Waiting(r))));
        election = new LeaseElection(this.api, space, LeaseName, $"{Environment.MachineName}_{Guid.NewGuid():N}", time, log);
    }

    /// <summary>Finds the API server and its credentials. Nothing is asked of it yet.</summary>
    public static Result<ClusterController> Connect(ControllerOptions options, TimeProvider time, ILoggerFactory logs)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logs);
        if (Packing.Packer.OptionFault(options.Packing) is { } wrong)
            return wrong;
        if (options.QuietPeriod > options.MaximumPeriod)
            return new Fault("options", "quiet-period", $"is longer than the longest period of {options.MaximumPeriod.TotalSeconds} s", "raise --max-period too");
        if (!ApiConnection.Configure(options.Kubeconfig, options.Context).TryGet(out KubernetesClientConfiguration? configuration, out Fault? fault))
            return fault;
        if (!AuditLog.Open(options.AuditFile, time, logs.CreateLogger("Restow.Audit")).TryGet(out AuditLog? audit, out fault))
            return fault;
        return new ClusterController(new KubernetesApi(configuration), options.Namespace ?? ApiConnection.NamespaceOf(configuration), audit, options, time, logs);
    }

    /// <summary>What is free on each node, for the extender.</summary>
    public INodeRoom Room => cache;

    /// <summary>The reservations in force, for the extender.</summary>
    public ReservationLedger Ledger { get; }

    /// <summary>To be told whenever the extender has answered the scheduler.</summary>
    public ExtenderHeartbeat Heartbeat { get; }

    /// <summary>The latest plans, newest first, at most 50.</summary>
    public IReadOnlyList<PlanRecord> Plans => history.Plans;

    /// <summary>Whether the whole cluster has been read: before that <see cref="Room"/> is not to be relied on.</summary>
    public bool IsSynced => synced.Task.IsCompletedSuccessfully;

    /// <summary>Whether this is the controller that acts. One that observes needs no lead.</summary>
    public bool IsLeader => options.Apply ? election.IsLeader : IsSynced;

    /// <summary>Plans now, whatever the trigger. With <see cref="ControllerOptions.Apply"/> the plan is then carried out.</summary>
    /// <returns>The plan as it was made, or why there is none.</returns>
    public Task<Result<PlanRecord>> SolveNowAsync(CancellationToken cancellation = default) =>
        loop is { } running
            ? running.SolveNowAsync(cancellation)
            : Task.FromResult<Result<PlanRecord>>(new Fault(api.Address, "", "the cluster has not been read yet", "ask again in a moment"));

    /// <summary>Runs until cancelled. A plan in hand is left as it is recorded and taken up at the next start.</summary>
    /// <returns>Why it could not run; <c>null</c> when it was cancelled.</returns>
    public async Task<Fault?> RunAsync(CancellationToken cancellation)
    {
        if (!(await ApiDiscovery.DiscoverAsync(api, cancellation)).TryGet(out ApiVersions? versions, out Fault? fault))
            return fault;
        log.LogInformation("Cluster {Address}: disruption budgets {Policy}, evictions {Eviction}; {Mode}", api.Address, versions.Policy, versions.Eviction, options.Apply ? "plans are applied" : "observing: plans are only published");
        Packing.Packer.WarmUp();
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task leading = Task.CompletedTask;
        Task mirroring = Task.Delay(Timeout.Infinite, all.Token);
        Task following = cache.RunAsync(api, versions, synced, availability.Recovered, time, log, all.Token);
        try
        {
            await await Task.WhenAny(following, synced.Task);
            log.LogInformation("Cluster read");
            var store = new StateStore(api, space, StateName, availability, time);
            loop = Compose(versions, store);
            leading = options.Apply ? election.RunAsync(loop.RunAsync, all.Token) : loop.RunAsync(all.Token);
            if (options.Apply)
                mirroring = new StateMirror(
                    new StateStore(api, space, StateName, availability, time), Ledger, options.PlanLifetime, availability, () => store.Version, () => election.IsLeader, time, log).RunAsync(all.Token);
            await await Task.WhenAny(following, leading, mirroring);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.LogInformation("Stopped");
        }
        finally
        {
            await all.CancelAsync();
            await Task.WhenAll(leading, mirroring, following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    public void Dispose()
    {
        metrics.Dispose();
        audit.Dispose();
        api.Dispose();
    }

    private ControlLoop Compose(ApiVersions versions, StateStore store)
    {
        var events = new EventRecorder(api, space, StateName, time, log);
        var probe = new SchedulerProbe(api, space, options.Packing.SchedulerName, options.ProbeImage, Heartbeat, options.ProbeTimeout, time, log);
        var tools = new ExecutionTools(
            cache,
            Ledger,
            availability,
            new EvictionGate(options, () => election.IsLeader, Heartbeat, probe, availability, time, log),
            new Preflight(cache, options.Packing, time),
            new Evictor(api, versions, options.EvictionTimeout, availability, metrics, time, log),
            new PodHints(api, availability, time, log),
            events,
            audit,
            metrics);
        var planner = new Planner(cache, options.Packing, options.Apply, time);
        return new ControlLoop(cache, planner, new PlanExecutor(tools, options, time, log), probe, store, history, metrics, events, options, time, log);
    }
}
