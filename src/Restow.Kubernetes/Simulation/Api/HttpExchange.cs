using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>What requests carry and how they are answered.</summary>
internal static class HttpExchange
{
    public static bool Flag(this HttpContext context, string name) => context.Request.Query[name].ToString() is "true" or "1";

    public static bool IsDryRun(this HttpContext context) => context.Request.Query["dryRun"].ToString() == "All";

    /// <summary>The media type of the body.</summary>
    public static string Format(this HttpContext context) => (context.Request.ContentType ?? "").Split(';')[0].Trim();

    /// <summary>Seconds of grace that a deletion asks for.</summary>
    public static long? Grace(this HttpContext context, JsonObject options) =>
        options["gracePeriodSeconds"]?.GetValue<long>() ?? (long.TryParse(context.Request.Query["gracePeriodSeconds"], out long seconds) ? seconds : null);

    /// <summary>The body as an object; empty where there is none. A body in another format is refused, and <c>null</c> returned.</summary>
    public static async Task<JsonObject?> ReadObject(this HttpContext context)
    {
        string format = context.Format();
        if (format.Length > 0 && !format.EndsWith("json", StringComparison.Ordinal))
        {
            string remark = format.Contains("protobuf", StringComparison.Ordinal) ? "; kubectl create with a kind sends it, kubectl create -f and apply do not" : "";
            await context.Refuse(new ApiStatus(415, "UnsupportedMediaType", $"the body of the request was in an unknown format ({format}) - accepted media types include: application/json{remark}"));
            return null;
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        if (buffer.Length == 0)
            return [];
        return JsonNode.Parse(buffer.ToArray()) as JsonObject ?? throw new JsonException("it is no object");
    }

    /// <summary>The selectors of a list, a watch or a deletion; refused and <c>null</c> when they cannot be parsed.</summary>
    public static async Task<Selection?> ReadSelection(this HttpContext context, RequestTarget target)
    {
        string labels = context.Request.Query["labelSelector"].ToString();
        string fields = context.Request.Query["fieldSelector"].ToString();
        LabelSelection? byLabels = LabelSelection.Parse(labels);
        FieldSelection? byFields = FieldSelection.Parse(fields);
        if (byLabels is not null && byFields is not null)
            return new Selection(target.Namespace is { Length: > 0 } space ? space : null, labels.Length > 0 ? byLabels : null, fields.Length > 0 ? byFields : null);
        await context.Refuse(ApiStatus.BadRequest($"unable to parse the selector {(byLabels is null ? labels : fields)}"));
        return null;
    }

    public static Task Refuse(this HttpContext context, ApiStatus status) => context.Write(status.Code, status.ToJson());

    public static Task Succeed(this HttpContext context, int code) =>
        context.Write(code, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = code });

    public static Task Reply(this HttpContext context, int code, Answer<StoredObject> answer, DateTimeOffset now) =>
        answer.TryGet(out StoredObject? item, out ApiStatus? refusal)
            ? context.Write(code, Representation.For(context.Request.Headers.Accept.ToString(), now).Single(item))
            : context.Refuse(refusal);

    public static Task Write(this HttpContext context, int code, JsonNode document) => context.Write(code, JsonSerializer.SerializeToUtf8Bytes(document));

    public static async Task Write(this HttpContext context, int code, byte[] json)
    {
        // Half an answer cannot be taken back.
        if (context.Response.HasStarted)
            return;
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
