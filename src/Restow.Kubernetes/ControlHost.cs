using Microsoft.AspNetCore.Builder;
using Restow.Core;
using Restow.Kubernetes.Extending;
using Restow.Kubernetes.Listening;
using Restow.Kubernetes.Operations;
using Restow.Kubernetes.State;

namespace Restow.Kubernetes;

/// <summary>Runs a controller beside the HTTP server that the scheduler and operators talk to.</summary>
public static class ControlHost
{
    /// <summary>Runs until cancelled.</summary>
    /// <returns>Why it could not run; <c>null</c> when it was cancelled.</returns>
    public static async Task<Fault?> RunAsync(ClusterController controller, ListeningOptions listening, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(controller);
        ArgumentNullException.ThrowIfNull(listening);
        if (!RestowListener.Create(listening, TimeProvider.System).TryGet(out WebApplication? server, out Fault? fault))
            return fault;
        await using (server)
        using (var exporter = new PrometheusExporter(ControlMetrics.MeterName))
        using (var metrics = new ExtenderMetrics(controller.Ledger, ControlMetrics.MeterName))
        {
            server.MapExtender(new SchedulerExtender(controller.Ledger, controller.Room), controller.Heartbeat, metrics);
            server.MapHealth(() => Obstacles(controller));
            server.MapMetrics(exporter);
            server.MapPlans(() => controller.Plans, ControlJson.Default.PlanRecord);
            server.MapSolve(controller.SolveNowAsync, ControlJson.Default.PlanRecord);
            try
            {
                await server.StartAsync(cancellation);
            }
            catch (IOException e)
            {
                return new Fault(listening.Listen.ToString(), "", $"it cannot be listened on: {e.Message.TrimEnd('.')}", "choose another address with --listen");
            }

            fault = await controller.RunAsync(cancellation);
            await server.StopAsync(CancellationToken.None);
            return fault;
        }
    }

    // Of several controllers the scheduler must reach the one that acts: what the extender of another one hears is no evidence for it.
    private static IReadOnlyList<string> Obstacles(ClusterController controller) =>
        !controller.IsSynced ? ["the cluster has not been read yet"] : !controller.IsLeader ? ["another controller leads"] : [];
}
