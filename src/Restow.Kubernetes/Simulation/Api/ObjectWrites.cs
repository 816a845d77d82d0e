using System.Globalization;
using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>The API's rules for writes: identity, generations, status apart from spec, preconditions, graceful deletion, finalizers.</summary>
internal sealed class ObjectWrites(ObjectStore store, TimeProvider time)
{
    private static readonly string[] SetByServer = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "namespace", "name"];

    public string Now => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public Answer<StoredObject> Create(ResourceType type, string space, JsonObject item, bool dryRun = false)
    {
        JsonObject metadata = item.Child("metadata");
        if (metadata.Text("namespace") is { Length: > 0 } own && own != space)
            return ApiStatus.BadRequest($"the namespace of the provided object does not match the namespace sent on the request ({own}, {space})");
        if (metadata.Text("name") is not { Length: > 0 } && metadata.Text("generateName") is { Length: > 0 } prefix)
            metadata["name"] = prefix + RandomSuffix();
        string name = metadata.Text("name") ?? "";
        if (type.Namespaced && store.Find(ResourceTypes.Namespaces, "", space) is null)
            return ApiStatus.NotFound(ResourceTypes.Namespaces, space);
        item["apiVersion"] = type.ApiVersion;
        item["kind"] = type.Kind;
        if (type.Namespaced)
            metadata["namespace"] = space;
        else
            metadata.Remove("namespace");
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Now;
        metadata.Remove("deletionTimestamp");
        metadata.Remove("managedFields");
        if (item.ContainsKey("spec"))
            metadata["generation"] = 1;

        // As upstream: a status cannot be created, but for nodes, which bring theirs.
        if (type.HasStatus && type != ResourceTypes.Nodes)
            item["status"] = new JsonObject();
        if (ObjectDefaults.Apply(type, name, item, store) is { } refusal)
            return refusal;
        var key = new ObjectKey(type, type.Namespaced ? space : "", name);
        if (dryRun)
            return new StoredObject(key, 0, item);
        if (store.TryWrite(key, 0, item) is { } created)
            return created;
        return new ApiStatus(409, "AlreadyExists", $"{type} \"{name}\" already exists", type, name);
    }

    /// <summary>Changes an object, again and again until nobody else was quicker.</summary>
    /// <param name="change">Changes a copy in place; what it returns refuses the change.</param>
    public Answer<StoredObject> Change(ResourceType type, string space, string name, Func<StoredObject, JsonObject, ApiStatus?> change, bool dryRun = false)
    {
        while (true)
        {
            if (store.Find(type, space, name) is not { } before)
                return ApiStatus.NotFound(type, name);
            JsonObject after = before.Copy();
            if (change(before, after) is { } refusal)
                return refusal;
            JsonObject old = before.Copy();
            if (JsonNode.DeepEquals(old, after))
                return before;
            if (after.ContainsKey("spec") && !JsonNode.DeepEquals(old["spec"], after["spec"]))
                after.Child("metadata")["generation"] = (old["metadata"]?["generation"]?.GetValue<long>() ?? 0) + 1;
            if (dryRun)
                return new StoredObject(before.Key, before.Version, after);
            bool finished = before.Terminating && !HasFinalizers(after) && (type != ResourceTypes.Pods || after["metadata"]?["deletionGracePeriodSeconds"]?.GetValue<long>() is 0 or null);
            if ((finished ? store.TryWrite(before.Key, before.Version, null) : store.TryWrite(before.Key, before.Version, after)) is { } written)
                return written;
        }
    }

    /// <summary>Makes <paramref name="wanted"/>, a whole object, take effect on a copy of the present one.</summary>
    public static ApiStatus? Replace(StoredObject before, JsonObject copy, JsonObject wanted, bool status)
    {
        ResourceType type = before.Key.Type;
        JsonObject metadata = wanted.Child("metadata");
        if (metadata.Text("resourceVersion") is { Length: > 0 } version && version != before.Version.ToString(CultureInfo.InvariantCulture))
            return ApiStatus.Conflict(type, before.Key.Name, "the object has been modified; please apply your changes to the latest version and try again");
        if (metadata.Text("uid") is { Length: > 0 } uid && uid != before.Uid)
            return ApiStatus.Conflict(type, before.Key.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {before.Uid}");
        if (metadata.Text("name") is { Length: > 0 } name && name != before.Key.Name)
            return ApiStatus.BadRequest($"the name of the object ({name}) does not match the name on the URL ({before.Key.Name})");
        if (status)
        {
            copy["status"] = wanted["status"]?.DeepClone();
            return null;
        }

        if (type == ResourceTypes.Pods && wanted["spec"].At("nodeName") != before.Root.Text("spec", "nodeName"))
            return ApiStatus.Invalid(type, before.Key.Name, "spec.nodeName: Forbidden: pod updates may not change it; bind the pod");
        JsonObject old = before.Copy();
        JsonNode? oldStatus = old["status"]?.DeepClone();
        copy.Clear();
        foreach ((string field, JsonNode? value) in wanted)
            copy[field] = value?.DeepClone();
        copy["apiVersion"] = type.ApiVersion;
        copy["kind"] = type.Kind;
        JsonObject target = copy.Child("metadata");
        foreach (string field in SetByServer.Append("resourceVersion"))
        {
            if (old["metadata"]?[field] is { } value)
                target[field] = value.DeepClone();
            else
                target.Remove(field);
        }

        target.Remove("managedFields");
        if (type.HasStatus)
            copy["status"] = oldStatus;
        return null;
    }

    /// <summary>Deletes an object. A pod that runs somewhere gets its grace period, and its kubelet ends it; finalizers are waited for.</summary>
    /// <param name="grace">Seconds, instead of the pod's own.</param>
    /// <param name="uid">Precondition.</param>
    public Answer<StoredObject> Delete(ResourceType type, string space, string name, long? grace = null, string? uid = null, bool orphan = false, bool dryRun = false)
    {
        while (true)
        {
            if (store.Find(type, space, name) is not { } before)
                return ApiStatus.NotFound(type, name);
            if (!string.IsNullOrEmpty(uid) && uid != before.Uid)
                return ApiStatus.Conflict(type, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {before.Uid}");
            if (dryRun)
                return before;
            if (orphan)
                Orphan(before);
            long seconds = type == ResourceTypes.Pods && before.Root.Text("spec", "nodeName") is not null && before.Root.Text("status", "phase") is not ("Succeeded" or "Failed")
                ? grace ?? before.Root.Number(30, "spec", "terminationGracePeriodSeconds")
                : 0;
            JsonObject after = before.Copy();
            if (seconds <= 0 && !HasFinalizers(after))
            {
                if (store.TryWrite(before.Key, before.Version, null) is { } deleted)
                    return deleted;
                continue;
            }

            if (before.Terminating && before.Root.Number(0, "metadata", "deletionGracePeriodSeconds") <= seconds)
                return before;
            JsonObject metadata = after.Child("metadata");
            metadata["deletionTimestamp"] = time.GetUtcNow().AddSeconds(seconds).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            metadata["deletionGracePeriodSeconds"] = seconds;
            if (store.TryWrite(before.Key, before.Version, after) is { } marked)
                return marked;
        }
    }

    private void Orphan(StoredObject owner)
    {
        foreach (StoredObject item in store.OwnedBy(owner.Uid))
        {
            Change(item.Key.Type, item.Key.Namespace, item.Key.Name, (_, copy) =>
            {
                var left = new JsonArray([.. copy["metadata"]!["ownerReferences"]!.AsArray().Where(o => o?["uid"]?.GetValue<string>() != owner.Uid).Select(o => o!.DeepClone())]);
                copy.Child("metadata")["ownerReferences"] = left;
                return null;
            });
        }
    }

    private static bool HasFinalizers(JsonObject item) => item["metadata"]?["finalizers"] is JsonArray { Count: > 0 };

    /// <summary>Five characters as controllers append them: no vowels, so that no words arise.</summary>
    public static string RandomSuffix() => System.Security.Cryptography.RandomNumberGenerator.GetString("bcdfghjklmnpqrstvwxz2456789", 5);
}
