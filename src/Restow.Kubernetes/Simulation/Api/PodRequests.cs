using System.Globalization;
using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>What is asked of a pod by posting to it: binding and eviction.</summary>
internal sealed class PodRequests(ObjectStore store, ObjectWrites writes, TimeProvider time)
{
    /// <summary>After this long a pod that was evicted and did not go counts as healthy again, as upstream.</summary>
    public static readonly TimeSpan EvictionTimeout = TimeSpan.FromMinutes(2);

    private readonly Lock gate = new();

    /// <summary>Binds a pod to a node, once. As upstream, whether it fits is not looked at.</summary>
    public Answer<StoredObject> Bind(string space, string name, string node, string? uid = null)
    {
        return writes.Change(ResourceTypes.Pods, space, name, (before, copy) =>
        {
            if (!string.IsNullOrEmpty(uid) && uid != before.Uid)
                return ApiStatus.Conflict(ResourceTypes.Pods, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {before.Uid}");
            if (before.Terminating)
                return ApiStatus.Conflict(ResourceTypes.Pods, name, $"pod {name} is being deleted, cannot be assigned to a host");
            if (before.Root.Text("spec", "nodeName") is { Length: > 0 } bound)
                return ApiStatus.Conflict(ResourceTypes.Pods, name, $"pod {name} is already assigned to node \"{bound}\"");
            copy.Child("spec")["nodeName"] = node;
            var scheduled = new JsonObject { ["type"] = "PodScheduled", ["status"] = "True", ["lastTransitionTime"] = writes.Now };
            StrategicMerge.Merge(copy, new JsonObject { ["status"] = new JsonObject { ["conditions"] = new JsonArray(scheduled) } });
            if (copy["status"]?["conditions"]?.AsArray().FirstOrDefault(c => c.At("type") == "PodScheduled") is JsonObject condition)
            {
                condition.Remove("reason");
                condition.Remove("message");
            }

            return null;
        });
    }

    /// <summary>Deletes a pod if every budget allows it; 429 where one does not.</summary>
    public Answer<StoredObject> Evict(string space, string name, JsonObject eviction, bool dryRun)
    {
        var options = eviction["deleteOptions"] as JsonObject;
        long? grace = options?["gracePeriodSeconds"]?.GetValue<long>();
        string? uid = options?["preconditions"].At("uid");
        dryRun |= options?["dryRun"] is JsonArray { Count: > 0 };
        if (store.Find(ResourceTypes.Pods, space, name) is not { } pod)
            return ApiStatus.NotFound(ResourceTypes.Pods, name);
        if (pod.Root.Text("status", "phase") is "Running" && !pod.Terminating && Spend(pod, dryRun) is { } refusal)
            return refusal;
        return writes.Delete(ResourceTypes.Pods, space, name, grace, uid, dryRun: dryRun);
    }

    private ApiStatus? Spend(StoredObject pod, bool dryRun)
    {
        lock (gate)
        {
            StoredObject[] budgets = [.. store.List(ResourceTypes.Budgets, pod.Key.Namespace).Items.Where(b => LabelSelection.Of(b.Root.At("spec", "selector"))?.Matches(pod.Labels) == true)];
            if (budgets.Length > 1)
                return new ApiStatus(500, "InternalError", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
            if (budgets.Length == 0)
                return null;
            Answer<StoredObject> spent = writes.Change(
                ResourceTypes.Budgets,
                pod.Key.Namespace,
                budgets[0].Key.Name,
                (before, copy) =>
                {
                    int allowed = before.Root.Number(0, "status", "disruptionsAllowed");
                    if (before.Root.Number(0, "status", "observedGeneration") < before.Root.Number(0, "metadata", "generation"))
                        return TooMany(before, "The disruption budget is still being processed by the server.");
                    if (allowed <= 0)
                        return TooMany(before, $"The disruption budget {before.Key.Name} needs {before.Root.Number(0, "status", "desiredHealthy")} healthy pods and has {before.Root.Number(0, "status", "currentHealthy")} currently");
                    JsonObject status = copy.Child("status");
                    status["disruptionsAllowed"] = allowed - 1;
                    status.Child("disruptedPods")[pod.Key.Name] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
                    return null;
                },
                dryRun);
            return spent.TryGet(out _, out ApiStatus? refusal) ? null : refusal;
        }
    }

    private static ApiStatus TooMany(StoredObject budget, string why) =>
        new(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", ResourceTypes.Budgets, budget.Key.Name, "DisruptionBudget") { Explanation = why };
}
