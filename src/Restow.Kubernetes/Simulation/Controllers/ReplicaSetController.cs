using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Api;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Controllers;

/// <summary>As many pods as a ReplicaSet says. Pods that end or are being deleted are replaced at once; of too many, pending ones go first, then the youngest.</summary>
/// <remarks>Pods are known by their owner reference; adoption by label is not simulated.</remarks>
internal sealed class ReplicaSetController(ObjectStore store, ObjectWrites writes) : IController
{
    public IEnumerable<ObjectKey> Concerns(Change change)
    {
        if (change.Object.Key.Type == ResourceTypes.ReplicaSets)
            yield return change.Object.Key;
        if (change.Object.Key.Type == ResourceTypes.Pods && Controllership.Of(change.Object) is { Kind: "ReplicaSet" } owner)
            yield return new ObjectKey(ResourceTypes.ReplicaSets, change.Object.Key.Namespace, owner.Name);
    }

    public void Reconcile(ObjectKey key)
    {
        if (store.Find(key.Type, key.Namespace, key.Name) is not { Terminating: false } set)
            return;
        List<StoredObject> pods = Active(set);
        int wanted = set.Root.Number(1, "spec", "replicas");
        for (int missing = wanted - pods.Count; missing > 0; missing--)
            writes.Create(ResourceTypes.Pods, key.Namespace, Pod(set));
        foreach (StoredObject pod in pods.OrderBy(Rank).ThenByDescending(p => p.Root.Text("metadata", "creationTimestamp"), StringComparer.Ordinal).Take(Math.Max(0, pods.Count - wanted)))
            writes.Delete(ResourceTypes.Pods, key.Namespace, pod.Key.Name, uid: pod.Uid);
        pods = Active(set);
        int ready = pods.Count(p => p.Root.Holds("Ready"));
        writes.Change(key.Type, key.Namespace, key.Name, (before, copy) =>
        {
            JsonObject status = copy.Child("status");
            status["observedGeneration"] = before.Root.Number(0, "metadata", "generation");
            status["replicas"] = pods.Count;
            status["fullyLabeledReplicas"] = pods.Count;
            status["readyReplicas"] = ready;
            status["availableReplicas"] = ready;
            return null;
        });
    }

    private List<StoredObject> Active(StoredObject set) =>
        [.. store.OwnedBy(set.Uid).Where(o => o.Key.Type == ResourceTypes.Pods && !o.Terminating && o.Root.Text("status", "phase") is not ("Succeeded" or "Failed"))];

    private static int Rank(StoredObject pod) => pod.Root.Text("spec", "nodeName") is null ? 0 : pod.Root.Holds("Ready") ? 2 : 1;

    private static JsonObject Pod(StoredObject set)
    {
        JsonObject template = set.Copy()["spec"]!["template"]!.DeepClone().AsObject();
        JsonObject metadata = template.Child("metadata");
        metadata["generateName"] = $"{set.Key.Name}-";
        metadata["ownerReferences"] = new JsonArray(Controllership.Reference(set));
        return template;
    }
}
