using System.Runtime.CompilerServices;
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
        ProbeTimeout = TimeSpan.FromMinutes(2),
        LandingTimeout = TimeSpan.FromMinutes(10),
        Packing = new PackingOptions { Time = TimeSpan.FromSeconds(2), Threads = 1 },
    };

    public ClusterController Controller { get; }

    public async Task<PlanRecord> SolveAsync()
    {
        Core.Result<PlanRecord> plan;
        long begin = TimeProvider.System.GetTimestamp();
        do
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < Patience.Bound, "the controller does not lead, or has not read the cluster");
            await Task.Delay(20, TestContext.Current.CancellationToken);
            plan = await Controller.SolveNowAsync(TestContext.Current.CancellationToken);
        }
        while (!plan.IsSuccess && plan.Fault.Problem.Contains("lead", StringComparison.Ordinal) | plan.Fault.Problem.Contains("read yet", StringComparison.Ordinal));
        return plan.Value;
    }

    /// <summary>Waits until the newest plan has ended.</summary>
    public async Task<PlanRecord> EndAsync() => (await UntilAsync(() => Controller.Plans is [{ State: not PlanState.Running } end, ..] ? end : null))!;

    /// <summary>Waits until there is something to see, or the controller has failed.</summary>
    public async Task<T> UntilAsync<T>(Func<T?> look, [CallerArgumentExpression(nameof(look))] string awaited = "")
        where T : class
    {
        T? found = null;
        await Patience.UntilAsync(awaited, () => running.IsFaulted || (found = look()) is not null);
        if (found is null)
            await running;
        return found!;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Patience.OfAsync("the controller stops", running);
        Controller.Dispose();
        stop.Dispose();
    }
}
