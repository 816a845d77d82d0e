using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Restow.Kubernetes.Operations;

/// <summary>The endpoints for those who run it: probes, metrics, plans.</summary>
public static class OperationsEndpoints
{
    /// <summary><c>GET /healthz</c>: the process answers. <c>GET /readyz</c>: 200 when it does its work, else 503 with the reasons, one a line.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes, IReadiness readiness)
    {
        routes.MapGet("/healthz", context => Text(context, StatusCodes.Status200OK, "ok")).WithMetadata(OpenToAll.Mark);
        routes.MapGet("/readyz", context =>
        {
            IReadOnlyList<string> obstacles = readiness.Obstacles();
            return obstacles.Count == 0
                ? Text(context, StatusCodes.Status200OK, "ready")
                : Text(context, StatusCodes.Status503ServiceUnavailable, string.Join('\n', obstacles));
        }).WithMetadata(OpenToAll.Mark);
    }

    /// <summary><c>GET /metrics</c> in Prometheus' text format.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes, PrometheusExporter exporter) =>
        routes.MapGet("/metrics", context =>
        {
            context.Response.ContentType = PrometheusExporter.ContentType;
            return context.Response.WriteAsync(exporter.Scrape(), context.RequestAborted);
        }).WithMetadata(OpenToAll.Mark);

    /// <summary><c>GET /plans</c>: the recent plans as JSON, the latest first.</summary>
    public static IEndpointConventionBuilder MapPlans(this IEndpointRouteBuilder routes, IPlanLog log) =>
        routes.MapGet("/plans", context =>
        {
            context.Response.ContentType = "application/json";
            return JsonSerializer.SerializeAsync(context.Response.Body, log.Recent(), PlanRecordJson.Default.IReadOnlyListPlanRecord, context.RequestAborted);
        });

    /// <summary><c>POST /solve</c>: 202 when a plan will be made, 409 with the reason when not.</summary>
    public static IEndpointConventionBuilder MapSolve(this IEndpointRouteBuilder routes, ISolveTrigger trigger) =>
        routes.MapPost("/solve", context => trigger.Request() is { } refusal
            ? Text(context, StatusCodes.Status409Conflict, refusal.ToString())
            : Text(context, StatusCodes.Status202Accepted, "a plan will be made"));

    internal static Task Text(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }
}
