using Microsoft.Extensions.Logging.Abstractions;
using Restow.Kubernetes.State;
using Restow.Packing;

namespace Restow.Kubernetes.Tests.Fakes;

/// <summary>A controller on a fake cluster, for a test.</summary>
internal sealed class ControllerRun : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    public ControllerRun(FakeCluster cluster, FakeControlPlane plane, ControllerOptions? options = null, bool extender = true)
    {
        options ??= Quick;
        AuditLog audit = AuditLog.Open(options.AuditFile, TimeProvider.System, NullLogger.Instance).Value;
        Controller = new ClusterController(cluster, "restow", audit, options, TimeProvider.System, NullLoggerFactory.Instance);
        plane.Ledger = extender ? Controller.Ledger : null;
        plane.Heartbeat = extender ? Controller.Heartbeat : null;
        running = Controller.RunAsync(stop.Token);
    }

    /// <summary>Acts, on demand only.</summary>
    public static ControllerOptions Quick { get; } = new()
    {
        Apply = true,
        Trigger = PlanTrigger.OnDemand,
        LandingTimeout = TimeSpan.FromMinutes(1),
        Packing = new PackingOptions { Time = TimeSpan.FromSeconds(0.5), Threads = 1 },
    };

    public ClusterController Controller { get; }

    public async Task<PlanRecord> SolveAsync()
    {
        Core.Result<PlanRecord> plan;
        do
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            plan = await Controller.SolveNowAsync(TestContext.Current.CancellationToken);
        }
        while (!plan.IsSuccess && plan.Fault.Problem.Contains("lead", StringComparison.Ordinal) | plan.Fault.Problem.Contains("read yet", StringComparison.Ordinal));
        return plan.Value;
    }

    /// <summary>Waits until the newest plan has ended.</summary>
    public async Task<PlanRecord> EndAsync() => (await UntilAsync(() => Controller.Plans is [{ State: not PlanState.Running } end, ..] ? end : null))!;

    /// <summary>Waits until there is something to see, or the controller has failed.</summary>
    public async Task<T> UntilAsync<T>(Func<T?> look)
        where T : class
    {
        while (true)
        {
            if (running.IsFaulted)
                await running;
            if (look() is { } found)
                return found;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        Controller.Dispose();
        stop.Dispose();
    }
}
