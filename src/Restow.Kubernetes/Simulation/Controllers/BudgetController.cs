using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Api;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Controllers;

/// <summary>The status of PodDisruptionBudgets: how many pods should be healthy, how many are, how many may be evicted now.</summary>
internal sealed class BudgetController(ObjectStore store, ObjectWrites writes, TimeProvider time) : IController
{
    public IEnumerable<ObjectKey> Concerns(Change change)
    {
        if (change.Object.Key.Type == ResourceTypes.Budgets)
            return [change.Object.Key];
        if (change.Object.Key.Type == ResourceTypes.Pods)
            return store.List(ResourceTypes.Budgets, change.Object.Key.Namespace).Items.Where(b => Selects(b, change.Object)).Select(b => b.Key);
        return [];
    }

    public void Reconcile(ObjectKey key)
    {
        if (store.Find(key.Type, key.Namespace, key.Name) is not { } budget)
            return;
        StoredObject[] pods = [.. store.List(ResourceTypes.Pods, key.Namespace).Items.Where(p => Selects(budget, p) && p.Root.Text("status", "phase") is not ("Succeeded" or "Failed"))];
        int expected = Expected(budget, pods);
        int desired = Desired(budget, expected);
        writes.Change(key.Type, key.Namespace, key.Name, (before, copy) =>
        {
            Dictionary<string, string> disrupted = StillDisrupted(before, pods);
            int healthy = pods.Count(p => p.Root.Holds("Ready") && !p.Terminating && !disrupted.ContainsKey(p.Key.Name));
            int allowed = expected > 0 ? Math.Max(0, healthy - desired) : 0;
            JsonObject status = copy.Child("status");
            status["observedGeneration"] = before.Root.Number(0, "metadata", "generation");
            status["expectedPods"] = expected;
            status["desiredHealthy"] = desired;
            status["currentHealthy"] = healthy;
            status["disruptionsAllowed"] = allowed;
            status["disruptedPods"] = new JsonObject(disrupted.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value)));
            Conditions.Set(status, "DisruptionAllowed", allowed > 0, allowed > 0 ? "SufficientPods" : "InsufficientPods", writes.Now);
            return null;
        });
    }

    private static bool Selects(StoredObject budget, StoredObject pod) => LabelSelection.Of(budget.Root.At("spec", "selector"))?.Matches(pod.Labels) == true;

    /// <summary>The sum of what the pods' controllers want; bare pods count as they are.</summary>
    private int Expected(StoredObject budget, StoredObject[] pods)
    {
        if (budget.Root.At("spec", "maxUnavailable") is null && budget.Root.Text("spec", "minAvailable")?.EndsWith('%') != true)
            return pods.Length;
        var sets = new Dictionary<string, int>(StringComparer.Ordinal);
        int bare = 0;
        foreach (StoredObject pod in pods)
        {
            if (Controllership.Of(pod) is { Kind: "ReplicaSet" } owner && store.Find(ResourceTypes.ReplicaSets, pod.Key.Namespace, owner.Name) is { } set)
                sets[owner.Uid] = set.Root.Number(1, "spec", "replicas");
            else
                bare++;
        }

        return bare + sets.Values.Sum();
    }

    private static int Desired(StoredObject budget, int expected)
    {
        if (budget.Root.Text("spec", "maxUnavailable") is { } unavailable)
            return Math.Max(0, expected - Amount(unavailable, expected));
        return budget.Root.Text("spec", "minAvailable") is { } available ? Amount(available, expected) : 1;
    }

    /// <summary>A number, or a percentage rounded up, as upstream rounds both.</summary>
    private static int Amount(string text, int whole)
    {
        bool percent = text.EndsWith('%');
        if (!int.TryParse(percent ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return whole;
        return percent ? ((number * whole) + 99) / 100 : number;
    }

    private Dictionary<string, string> StillDisrupted(StoredObject budget, StoredObject[] pods)
    {
        var left = new Dictionary<string, string>(StringComparer.Ordinal);
        if (budget.Root.At("status", "disruptedPods") is not { ValueKind: JsonValueKind.Object } map)
            return left;
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            bool evicted = DateTimeOffset.TryParse(entry.Value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) && time.GetUtcNow() - at < PodRequests.EvictionTimeout;
            if (evicted && pods.Any(p => p.Key.Name == entry.Name && !p.Terminating))
                left[entry.Name] = entry.Value.GetString()!;
        }

        return left;
    }
}
