using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>The subresource <c>scale</c>: the number of replicas, and nothing else, of whatever has replicas.</summary>
internal static class ScaleEndpoint
{
    private static readonly string[] Identity = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"];

    public static Task Get(HttpContext context, RequestTarget target, ObjectStore store) =>
        store.Find(target.Type, target.Namespace!, target.Name) is { } found ? Write(context, found) : context.Refuse(ApiStatus.NotFound(target.Type, target.Name));

    /// <summary>PUT and every kind of patch come to the same: the body says <c>spec.replicas</c>.</summary>
    public static async Task Set(HttpContext context, RequestTarget target, ObjectWrites writes)
    {
        if (await context.ReadObject() is not { } body)
            return;
        if (body["spec"]?["replicas"] is not JsonValue wanted || !wanted.TryGetValue(out int replicas) || replicas < 0)
        {
            await context.Refuse(ApiStatus.BadRequest("spec.replicas must be a number of at least 0"));
            return;
        }

        Answer<StoredObject> answer = writes.Change(target.Type, target.Namespace!, target.Name, (_, copy) =>
        {
            copy.Child("spec")["replicas"] = replicas;
            return null;
        });
        await (answer.TryGet(out StoredObject? scaled, out ApiStatus? refusal) ? Write(context, scaled) : context.Refuse(refusal));
    }

    private static Task Write(HttpContext context, StoredObject scaled)
    {
        JsonObject metadata = scaled.Copy()["metadata"]!.AsObject();
        return context.Write(200, new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = new JsonObject(Identity.Select(f => KeyValuePair.Create(f, metadata[f]?.DeepClone()))),
            ["spec"] = new JsonObject { ["replicas"] = scaled.Root.Number(0, "spec", "replicas") },
            ["status"] = new JsonObject { ["replicas"] = scaled.Root.Number(0, "status", "replicas") },
        });
    }
}
