using Microsoft.Extensions.Logging;
using Restow.Core;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Extending;

namespace Restow.Kubernetes.Execution;

/// <summary>What must hold whenever a pod is evicted: this controller leads, a maintenance window is open, and the scheduler asks the extender.</summary>
internal sealed class EvictionGate(ControllerOptions options, Func<bool> isLeader, ExtenderHeartbeat heartbeat, SchedulerProbe probe, ApiAvailability availability, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>What can be said without asking anyone.</summary>
    /// <exception cref="OperationCanceledException">This controller no longer leads.</exception>
    public Fault? Now()
    {
        // The plan is left as it is recorded: the next leader goes on with it.
        if (!isLeader())
            throw new OperationCanceledException("this controller no longer leads");
        if (options.MaintenanceWindows.Count > 0 && !options.MaintenanceWindows.Any(w => w.Contains(time.GetUtcNow())))
            return new Fault("restow", "", $"no maintenance window is open ({string.Join(", ", options.MaintenanceWindows)})", "wait for the next one");
        return null;
    }

    /// <summary>Also asks for a sign of the scheduler, and once a plan has begun waits for it.</summary>
    public async Task<Fault?> OpenAsync(bool hasBegun, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            if (Now() is { } closed)
                return closed;
            if (heartbeat.Age is { } age && age <= options.HeartbeatLimit)
                return null;
            if (await probe.AskAsync(cancellation) is not { } silence)
                return null;
            if (!availability.IsUnsettled && (!hasBegun || availability.Elapsed(began) >= options.PauseLimit))
                return silence;
            log.LogWarning("Paused: {Reason}", silence);
            await Task.Delay(Pause, time, cancellation);
        }
    }
}
