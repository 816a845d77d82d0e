using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>The simulated Kubernetes API over HTTP: every request ends here.</summary>
/// <remarks>
/// JSON only. No authentication: it listens on loopback. <c>limit</c> is not honoured (lists come whole, which the API permits), server-side apply is refused with 415,
/// <c>propagationPolicy: Foreground</c> works as Background.
/// </remarks>
internal sealed class ApiServer(ObjectStore store, ObjectWrites writes, PodRequests pods, TimeProvider time)
{
    private static readonly string[] ScaleFields = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"];

    public async Task Handle(HttpContext context)
    {
        HttpRequest request = context.Request;
        string path = request.Path.Value ?? "/";
        try
        {
            if (path is "/healthz" or "/readyz" or "/livez")
                await context.Response.WriteAsync("ok");
            else if (RequestTarget.Parse(path) is { } target)
                await Serve(context, target);
            else if (HttpMethods.IsGet(request.Method) && Discovery.Find(path, request.Host.Value ?? "") is { } document)
                await Write(context, 200, document);
            else if (path.EndsWith("/selfsubjectaccessreviews", StringComparison.Ordinal))
                await Write(context, 201, new JsonObject { ["kind"] = "SelfSubjectAccessReview", ["apiVersion"] = "authorization.k8s.io/v1", ["status"] = new JsonObject { ["allowed"] = true } });
            else
                await Refuse(context, new ApiStatus(404, "NotFound", "the server could not find the requested resource"));
        }
        catch (JsonException e)
        {
            await Refuse(context, ApiStatus.BadRequest($"the body is not JSON: {e.Message}"));
        }
        catch (InvalidOperationException e) when (e.Source == "System.Text.Json")
        {
            await Refuse(context, ApiStatus.BadRequest($"a field of the body has the wrong type: {e.Message}"));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
    }

    private Task Serve(HttpContext context, RequestTarget target) => (context.Request.Method, target.Name.Length > 0, target.Subresource) switch
    {
        ("GET", false, _) => Collection(context, target),
        ("GET", true, "" or "status") => Get(context, target),
        ("GET", true, "scale") => Scale(context, target, null),
        ("POST", false, _) => Post(context, target),
        ("POST", true, "binding") => Bind(context, target),
        ("POST", true, "eviction") => Evict(context, target),
        ("PUT" or "PATCH", true, "scale") => Scale(context, target, context.Request.Method),
        ("PUT", true, "" or "status") => Put(context, target),
        ("PATCH", true, "" or "status") => Patch(context, target),
        ("DELETE", true, "") => Delete(context, target),
        ("DELETE", false, _) => DeleteCollection(context, target),
        _ => Refuse(context, new ApiStatus(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")),
    };

    private async Task Collection(HttpContext context, RequestTarget target)
    {
        if (Select(context, target) is not { } selection)
        {
            await Refuse(context, ApiStatus.BadRequest("a selector of the request cannot be parsed"));
            return;
        }

        var representation = Representation.For(context.Request.Headers.Accept.ToString(), time.GetUtcNow());
        context.Response.ContentType = "application/json";
        if (Flag(context, "watch") || context.Request.Path.Value!.Contains("/watch/", StringComparison.Ordinal))
        {
            string since = context.Request.Query["resourceVersion"].ToString();
            bool initial = Flag(context, "sendInitialEvents") || since is "" or "0";
            var watch = new WatchStream(store, target.Type, selection, representation, time)
            {
                Bookmarks = Flag(context, "allowWatchBookmarks"),
                Since = initial ? null : long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out long version) ? version : 0,
                MarksInitialEnd = Flag(context, "sendInitialEvents"),
                Timeout = int.TryParse(context.Request.Query["timeoutSeconds"], out int seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromMinutes(30),
            };
            await context.Response.StartAsync(context.RequestAborted);
            await watch.Run(context.Response.Body, context.RequestAborted);
            return;
        }

        (IReadOnlyList<StoredObject> items, long at) = store.List(target.Type);
        await representation.WriteList(context.Response.Body, target.Type, items.Where(selection.Matches), at, context.RequestAborted);
    }

    private Task Get(HttpContext context, RequestTarget target) =>
        store.Find(target.Type, target.Namespace!, target.Name) is { } found
            ? Write(context, 200, Representation.For(context.Request.Headers.Accept.ToString(), time.GetUtcNow()).Single(found))
            : Refuse(context, ApiStatus.NotFound(target.Type, target.Name));

    private async Task Post(HttpContext context, RequestTarget target)
    {
        if (target.Namespace is null)
            await Refuse(context, new ApiStatus(405, "MethodNotAllowed", "create needs a namespace"));
        else if (await Body(context) is { } body)
            await Reply(context, 201, writes.Create(target.Type, target.Namespace, body, IsDryRun(context)));
    }

    private async Task Put(HttpContext context, RequestTarget target)
    {
        if (await Body(context) is { } body)
            await Reply(context, 200, writes.Change(target.Type, target.Namespace!, target.Name, (before, copy) => ObjectWrites.Replace(before, copy, body, target.Subresource == "status"), IsDryRun(context)));
    }

    private async Task Patch(HttpContext context, RequestTarget target)
    {
        string format = Format(context);
        if (format is not ("application/merge-patch+json" or "application/strategic-merge-patch+json" or "application/json-patch+json"))
        {
            string remark = format.Contains("apply-patch", StringComparison.Ordinal) ? "; server-side apply is not simulated" : "";
            await Refuse(context, new ApiStatus(415, "UnsupportedMediaType", $"the body of the request was in an unknown format ({format}) - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json{remark}"));
            return;
        }

        JsonNode? patch = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        await Reply(context, 200, writes.Change(target.Type, target.Namespace!, target.Name, (before, copy) => Patched(before, patch, format) is var (wanted, problem) && wanted is null
            ? ApiStatus.Invalid(target.Type, target.Name, problem)
            : ObjectWrites.Replace(before, copy, wanted, target.Subresource == "status"), IsDryRun(context)));
    }

    /// <summary>The object with the patch applied, or what is wrong with the patch.</summary>
    public static (JsonObject? Wanted, string Problem) Patched(StoredObject before, JsonNode? patch, string format)
    {
        JsonObject wanted = before.Copy();
        switch (patch)
        {
            case JsonArray operations when format.Contains("json-patch", StringComparison.Ordinal):
                return JsonPatches.Apply(wanted, operations) is { } problem ? (null, problem) : (wanted, "");
            case JsonObject map when format.Contains("strategic", StringComparison.Ordinal):
                StrategicMerge.Merge(wanted, map);
                return (wanted, "");
            case JsonObject map when format.Contains("merge", StringComparison.Ordinal):
                JsonPatches.Merge(wanted, map);
                return (wanted, "");
            default:
                return (null, "the patch is not of the form that its media type says");
        }
    }

    private async Task Bind(HttpContext context, RequestTarget target)
    {
        if (await Body(context) is not { } body)
            return;
        string node = body["target"].At("name") ?? "";
        Answer<StoredObject> bound = node.Length == 0
            ? ApiStatus.BadRequest("a binding needs target.name")
            : pods.Bind(target.Namespace!, target.Name, node, body["metadata"].At("uid"));
        await (bound.TryGet(out _, out ApiStatus? refusal) ? Success(context) : Refuse(context, refusal));
    }

    private async Task Evict(HttpContext context, RequestTarget target)
    {
        if (await Body(context) is { } body)
            await (pods.Evict(target.Namespace!, target.Name, body, IsDryRun(context)).TryGet(out _, out ApiStatus? refusal) ? Success(context) : Refuse(context, refusal));
    }

    private async Task Delete(HttpContext context, RequestTarget target)
    {
        JsonObject options = await Body(context) ?? [];
        if (context.Response.HasStarted)
            return;
        Answer<StoredObject> deleted = writes.Delete(
            target.Type,
            target.Namespace!,
            target.Name,
            Grace(context, options),
            options["preconditions"].At("uid"),
            (options.Text("propagationPolicy") ?? context.Request.Query["propagationPolicy"].ToString()) == "Orphan",
            IsDryRun(context));

        // A pod comes back as itself and everything else as a status, as upstream.
        if (deleted.TryGet(out StoredObject? last, out ApiStatus? refusal))
            await (target.Type == ResourceTypes.Pods || last.Terminating ? Write(context, 200, last.Json) : Success(context, 200));
        else
            await Refuse(context, refusal);
    }

    private async Task DeleteCollection(HttpContext context, RequestTarget target)
    {
        JsonObject options = await Body(context) ?? [];
        if (context.Response.HasStarted)
            return;
        if (Select(context, target) is not { } selection)
        {
            await Refuse(context, ApiStatus.BadRequest("a selector of the request cannot be parsed"));
            return;
        }

        StoredObject[] chosen = [.. store.List(target.Type).Items.Where(selection.Matches)];
        foreach (StoredObject item in chosen)
            writes.Delete(target.Type, item.Key.Namespace, item.Key.Name, Grace(context, options), dryRun: IsDryRun(context));
        context.Response.ContentType = "application/json";
        await new Representation(false, time.GetUtcNow()).WriteList(context.Response.Body, target.Type, chosen, store.Version, context.RequestAborted);
    }

    private async Task Scale(HttpContext context, RequestTarget target, string? method)
    {
        Answer<StoredObject> answer = store.Find(target.Type, target.Namespace!, target.Name) is { } found ? found : ApiStatus.NotFound(target.Type, target.Name);
        if (method is not null)
        {
            if (await Body(context) is not { } body)
                return;
            if (body["spec"]?["replicas"] is not JsonValue wanted || !wanted.TryGetValue(out int replicas) || replicas < 0)
            {
                await Refuse(context, ApiStatus.BadRequest("spec.replicas must be a number of at least 0"));
                return;
            }

            answer = writes.Change(target.Type, target.Namespace!, target.Name, (_, copy) =>
            {
                copy.Child("spec")["replicas"] = replicas;
                return null;
            });
        }

        if (!answer.TryGet(out StoredObject? scaled, out ApiStatus? refusal))
        {
            await Refuse(context, refusal);
            return;
        }

        JsonObject metadata = scaled.Copy()["metadata"]!.AsObject();
        await Write(context, 200, new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = new JsonObject(ScaleFields.Select(f => KeyValuePair.Create(f, metadata[f]?.DeepClone()))),
            ["spec"] = new JsonObject { ["replicas"] = scaled.Root.Number(0, "spec", "replicas") },
            ["status"] = new JsonObject { ["replicas"] = scaled.Root.Number(0, "status", "replicas") },
        });
    }

    private static Selection? Select(HttpContext context, RequestTarget target)
    {
        string labels = context.Request.Query["labelSelector"].ToString();
        string fields = context.Request.Query["fieldSelector"].ToString();
        LabelSelection? byLabels = LabelSelection.Parse(labels);
        FieldSelection? byFields = FieldSelection.Parse(fields);
        return byLabels is null || byFields is null ? null : new Selection(target.Namespace is { Length: > 0 } space ? space : null, labels.Length > 0 ? byLabels : null, fields.Length > 0 ? byFields : null);
    }

    /// <summary>The body as an object; empty where there is none. A body in another format is refused, and <c>null</c> returned.</summary>
    private static async Task<JsonObject?> Body(HttpContext context)
    {
        string format = Format(context);
        if (format.Length > 0 && !format.EndsWith("json", StringComparison.Ordinal))
        {
            await Refuse(context, new ApiStatus(415, "UnsupportedMediaType", $"the body of the request was in an unknown format ({format}) - accepted media types include: application/json"));
            return null;
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        if (buffer.Length == 0)
            return [];
        return JsonNode.Parse(buffer.ToArray()) as JsonObject ?? throw new JsonException("it is no object");
    }

    private static string Format(HttpContext context) => (context.Request.ContentType ?? "").Split(';')[0].Trim();

    private static bool Flag(HttpContext context, string name) => context.Request.Query[name].ToString() is "true" or "1";

    private static bool IsDryRun(HttpContext context) => context.Request.Query["dryRun"].ToString() == "All";

    private static long? Grace(HttpContext context, JsonObject options) =>
        options["gracePeriodSeconds"]?.GetValue<long>() ?? (long.TryParse(context.Request.Query["gracePeriodSeconds"], out long seconds) ? seconds : null);

    private Task Reply(HttpContext context, int code, Answer<StoredObject> answer) =>
        answer.TryGet(out StoredObject? item, out ApiStatus? refusal)
            ? Write(context, code, Representation.For(context.Request.Headers.Accept.ToString(), time.GetUtcNow()).Single(item))
            : Refuse(context, refusal);

    private static Task Success(HttpContext context, int code = 201) => Write(context, code, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = code });

    private static Task Refuse(HttpContext context, ApiStatus status) => Write(context, status.Code, status.ToJson());

    private static Task Write(HttpContext context, int code, JsonNode document) => Write(context, code, JsonSerializer.SerializeToUtf8Bytes(document));

    private static async Task Write(HttpContext context, int code, byte[] json)
    {
        if (context.Response.HasStarted)
            return;
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
