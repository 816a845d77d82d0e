using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Restow.Core;

namespace Restow.Kubernetes.Operations;

/// <summary>The endpoints for those who run it: probes, metrics, plans.</summary>
public static class OperationsEndpoints
{
    /// <summary><c>GET /healthz</c>: the process answers. <c>GET /readyz</c>: 200 when it does its work, else 503 with the reasons, one a line.</summary>
    /// <param name="obstacles">What keeps it from its work; none when it is ready.</param>
    public static void MapHealth(this IEndpointRouteBuilder routes, Func<IReadOnlyList<string>> obstacles)
    {
        routes.MapGet("/healthz", context => Text(context, StatusCodes.Status200OK, "ok")).WithMetadata(OpenToAll.Mark);
        routes.MapGet("/readyz", context => obstacles() is { Count: > 0 } found
            ? Text(context, StatusCodes.Status503ServiceUnavailable, string.Join('\n', found))
            : Text(context, StatusCodes.Status200OK, "ready")).WithMetadata(OpenToAll.Mark);
    }

    /// <summary><c>GET /metrics</c> in Prometheus' text format.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes, PrometheusExporter exporter) =>
        routes.MapGet("/metrics", context =>
        {
            context.Response.ContentType = PrometheusExporter.ContentType;
            return context.Response.WriteAsync(exporter.Scrape(), context.RequestAborted);
        }).WithMetadata(OpenToAll.Mark);

    /// <summary><c>GET /plans</c>: the recent plans as a JSON list.</summary>
    /// <param name="recent">The plans, the latest first.</param>
    /// <param name="json">How one of them is written.</param>
    public static void MapPlans<TPlan>(this IEndpointRouteBuilder routes, Func<IReadOnlyList<TPlan>> recent, JsonTypeInfo<TPlan> json) =>
        routes.MapGet("/plans", context => Json(context, writer =>
        {
            writer.WriteStartArray();
            foreach (TPlan plan in recent())
                JsonSerializer.Serialize(writer, plan, json);
            writer.WriteEndArray();
        }));

    /// <summary><c>POST /solve</c>: makes a plan now and answers with it, or 409 with the reason why there is none.</summary>
    /// <param name="solve">Makes the plan.</param>
    /// <param name="json">How it is written.</param>
    public static void MapSolve<TPlan>(this IEndpointRouteBuilder routes, Func<CancellationToken, Task<Result<TPlan>>> solve, JsonTypeInfo<TPlan> json)
        where TPlan : notnull =>
        routes.MapPost("/solve", async context =>
        {
            Result<TPlan> plan = await solve(context.RequestAborted);
            await (plan.Fault is { } fault
                ? Text(context, StatusCodes.Status409Conflict, fault.ToString())
                : Json(context, writer => JsonSerializer.Serialize(writer, plan.Value, json)));
        });

    internal static Task Text(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }

    private static async Task Json(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        using (var writer = new Utf8JsonWriter(context.Response.BodyWriter))
            write(writer);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
