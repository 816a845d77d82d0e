using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Restow.Kubernetes.Simulation.Store;
using Restow.Packing.Snapshots.Input;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>The simulated Kubernetes API over HTTP: every request ends here.</summary>
/// <remarks>
/// JSON only: <c>kubectl create</c> of a kind, which sends protobuf, is refused with 415. No authentication: it listens on loopback. <c>limit</c> is not honoured (lists come whole, which the API permits), server-side apply merges what is applied into what is there:
/// whose field is whose is not kept, so that no conflict is seen and what a later apply leaves out stays; <c>propagationPolicy: Foreground</c> works as Background.
/// </remarks>
internal sealed class ApiServer(ObjectStore store, ObjectWrites writes, PodRequests pods, TimeProvider time)
{
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
                await context.Write(200, document);
            else if (path.EndsWith("/selfsubjectaccessreviews", StringComparison.Ordinal))
                await context.Write(201, new JsonObject { ["kind"] = "SelfSubjectAccessReview", ["apiVersion"] = "authorization.k8s.io/v1", ["status"] = new JsonObject { ["allowed"] = true } });
            else
                await context.Refuse(new ApiStatus(404, "NotFound", "the server could not find the requested resource"));
        }
        catch (JsonException e)
        {
            await context.Refuse(ApiStatus.BadRequest($"the body is not JSON: {e.Message}"));
        }
        catch (InvalidOperationException e) when (e.Source == "System.Text.Json")
        {
            await context.Refuse(ApiStatus.BadRequest($"a field of the body has the wrong type: {e.Message}"));
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
        ("GET", true, "scale") => ScaleEndpoint.Get(context, target, store),
        ("POST", false, _) => Post(context, target),
        ("POST", true, "binding") => Bind(context, target),
        ("POST", true, "eviction") => Evict(context, target),
        ("PUT" or "PATCH", true, "scale") => ScaleEndpoint.Set(context, target, writes),
        ("PUT", true, "" or "status") => Put(context, target),
        ("PATCH", true, "" or "status") => Patch(context, target),
        ("DELETE", true, "") => Delete(context, target),
        ("DELETE", false, _) => DeleteCollection(context, target),
        _ => context.Refuse(new ApiStatus(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")),
    };

    private async Task Collection(HttpContext context, RequestTarget target)
    {
        if (await context.ReadSelection(target) is not { } selection)
            return;

        var representation = Representation.For(context.Request.Headers.Accept.ToString(), time.GetUtcNow());
        context.Response.ContentType = "application/json";
        if (context.Flag("watch") || context.Request.Path.Value!.Contains("/watch/", StringComparison.Ordinal))
        {
            string since = context.Request.Query["resourceVersion"].ToString();
            bool initial = context.Flag("sendInitialEvents") || since is "" or "0";
            var watch = new WatchStream(store, target.Type, selection, representation, time)
            {
                Bookmarks = context.Flag("allowWatchBookmarks"),
                Since = initial ? null : long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out long version) ? version : 0,
                MarksInitialEnd = context.Flag("sendInitialEvents"),
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
            ? context.Write(200, Representation.For(context.Request.Headers.Accept.ToString(), time.GetUtcNow()).Single(found))
            : context.Refuse(ApiStatus.NotFound(target.Type, target.Name));

    private async Task Post(HttpContext context, RequestTarget target)
    {
        if (target.Namespace is null)
            await context.Refuse(new ApiStatus(405, "MethodNotAllowed", "create needs a namespace"));
        else if (await context.ReadObject() is { } body)
            await context.Reply(201, writes.Create(target.Type, target.Namespace, body, context.IsDryRun()), time.GetUtcNow());
    }

    private async Task Put(HttpContext context, RequestTarget target)
    {
        if (await context.ReadObject() is { } body)
            await context.Reply(200, writes.Change(target.Type, target.Namespace!, target.Name, (before, copy) => ObjectWrites.Replace(before, copy, body, target.Subresource == "status"), context.IsDryRun()), time.GetUtcNow());
    }

    private async Task Patch(HttpContext context, RequestTarget target)
    {
        string format = context.Format();
        if (format == "application/apply-patch+yaml")
        {
            await Apply(context, target);
            return;
        }

        if (format is not ("application/merge-patch+json" or "application/strategic-merge-patch+json" or "application/json-patch+json"))
        {
            await context.Refuse(new ApiStatus(415, "UnsupportedMediaType", $"the body of the request was in an unknown format ({format}) - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml"));
            return;
        }

        JsonNode? patch = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        await context.Reply(200, writes.Change(target.Type, target.Namespace!, target.Name, (before, copy) => Patched(before, patch, format) is var (wanted, problem) && wanted is null
            ? ApiStatus.Invalid(target.Type, target.Name, problem)
            : ObjectWrites.Replace(before, copy, wanted, target.Subresource == "status"), context.IsDryRun()), time.GetUtcNow());
    }

    /// <summary>Server-side apply: creates what is not there, and merges into what is, by the keys of its lists.</summary>
    private async Task Apply(HttpContext context, RequestTarget target)
    {
        if (context.Request.Query["fieldManager"].ToString().Length == 0)
        {
            await context.Refuse(ApiStatus.BadRequest("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"));
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        JsonObject? applied = null;
        try
        {
            using var json = new YamlJsonStream(body);
            applied = JsonNode.Parse(json) as JsonObject;
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            await context.Refuse(ApiStatus.BadRequest($"the applied configuration is not YAML: {e.Message}"));
            return;
        }

        if (applied is null)
        {
            await context.Refuse(ApiStatus.BadRequest("the applied configuration is no object"));
            return;
        }

        applied.Child("metadata").Remove("managedFields");
        if (store.Find(target.Type, target.Namespace!, target.Name) is null && target.Subresource.Length == 0)
        {
            var made = (JsonObject)applied.DeepClone();
            made.Child("metadata")["name"] = target.Name;
            Answer<StoredObject> created = writes.Create(target.Type, target.Namespace!, made, context.IsDryRun());
            if (created.TryGet(out _, out ApiStatus? refusal) || refusal.Code != 409)
            {
                await context.Reply(201, created, time.GetUtcNow());
                return;
            }
        }

        await context.Reply(200, writes.Change(target.Type, target.Namespace!, target.Name, (before, copy) => Patched(before, applied, "strategic") is var (wanted, problem) && wanted is null
            ? ApiStatus.Invalid(target.Type, target.Name, problem)
            : ObjectWrites.Replace(before, copy, wanted, target.Subresource == "status"), context.IsDryRun()), time.GetUtcNow());
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
        if (await context.ReadObject() is not { } body)
            return;
        string node = body["target"].At("name") ?? "";
        Answer<StoredObject> bound = node.Length == 0
            ? ApiStatus.BadRequest("a binding needs target.name")
            : pods.Bind(target.Namespace!, target.Name, node, body["metadata"].At("uid"));
        await (bound.TryGet(out _, out ApiStatus? refusal) ? context.Succeed(201) : context.Refuse(refusal));
    }

    private async Task Evict(HttpContext context, RequestTarget target)
    {
        if (await context.ReadObject() is { } body)
            await (pods.Evict(target.Namespace!, target.Name, body, context.IsDryRun()).TryGet(out _, out ApiStatus? refusal) ? context.Succeed(201) : context.Refuse(refusal));
    }

    private async Task Delete(HttpContext context, RequestTarget target)
    {
        JsonObject options = await context.ReadObject() ?? [];
        if (context.Response.HasStarted)
            return;
        Answer<StoredObject> deleted = writes.Delete(
            target.Type,
            target.Namespace!,
            target.Name,
            context.Grace(options),
            options["preconditions"].At("uid"),
            (options.Text("propagationPolicy") ?? context.Request.Query["propagationPolicy"].ToString()) == "Orphan",
            context.IsDryRun());

        // A pod comes back as itself and everything else as a status, as upstream.
        if (deleted.TryGet(out StoredObject? last, out ApiStatus? refusal))
            await (target.Type == ResourceTypes.Pods || last.Terminating ? context.Write(200, last.Json) : context.Succeed(200));
        else
            await context.Refuse(refusal);
    }

    private async Task DeleteCollection(HttpContext context, RequestTarget target)
    {
        JsonObject options = await context.ReadObject() ?? [];
        if (context.Response.HasStarted)
            return;
        if (await context.ReadSelection(target) is not { } selection)
            return;

        StoredObject[] chosen = [.. store.List(target.Type).Items.Where(selection.Matches)];
        foreach (StoredObject item in chosen)
            writes.Delete(target.Type, item.Key.Namespace, item.Key.Name, context.Grace(options), dryRun: context.IsDryRun());
        context.Response.ContentType = "application/json";
        await new Representation(false, time.GetUtcNow()).WriteList(context.Response.Body, target.Type, chosen, store.Version, context.RequestAborted);
    }
}
