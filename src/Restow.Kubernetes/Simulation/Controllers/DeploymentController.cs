using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Api;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Controllers;

/// <summary>A Deployment's ReplicaSets: the one of the present template has all replicas, older ones none.</summary>
/// <remarks>Simplified: a new template is rolled out by recreation, whatever the strategy says; old ReplicaSets stay, empty.</remarks>
internal sealed class DeploymentController(ObjectStore store, ObjectWrites writes) : IController
{
    private const string HashLabel = "pod-template-hash";

    public IEnumerable<ObjectKey> Concerns(Change change)
    {
        if (change.Object.Key.Type == ResourceTypes.Deployments)
            yield return change.Object.Key;
        if (change.Object.Key.Type == ResourceTypes.ReplicaSets && Controllership.Of(change.Object) is { Kind: "Deployment" } owner)
            yield return new ObjectKey(ResourceTypes.Deployments, change.Object.Key.Namespace, owner.Name);
    }

    public void Reconcile(ObjectKey key)
    {
        if (store.Find(key.Type, key.Namespace, key.Name) is not { Terminating: false } deployment)
            return;
        string hash = Hash(deployment);
        string current = $"{key.Name}-{hash}";
        int replicas = deployment.Root.Number(1, "spec", "replicas");
        StoredObject[] sets = [.. store.OwnedBy(deployment.Uid).Where(o => o.Key.Type == ResourceTypes.ReplicaSets)];
        if (!sets.Any(s => s.Key.Name == current))
            writes.Create(ResourceTypes.ReplicaSets, key.Namespace, ReplicaSet(deployment, current, hash, replicas));
        foreach (StoredObject set in sets)
        {
            int wanted = set.Key.Name == current ? replicas : 0;
            if (set.Root.Number(0, "spec", "replicas") != wanted)
            {
                writes.Change(ResourceTypes.ReplicaSets, key.Namespace, set.Key.Name, (_, copy) =>
                {
                    copy.Child("spec")["replicas"] = wanted;
                    return null;
                });
            }
        }

        WriteStatus(deployment, current);
    }

    private void WriteStatus(StoredObject deployment, string current)
    {
        StoredObject[] sets = [.. store.OwnedBy(deployment.Uid).Where(o => o.Key.Type == ResourceTypes.ReplicaSets)];
        int Sum(string field) => sets.Sum(s => s.Root.Number(0, "status", field));
        int wanted = deployment.Root.Number(1, "spec", "replicas");
        int available = Sum("availableReplicas");
        int updated = sets.FirstOrDefault(s => s.Key.Name == current)?.Root.Number(0, "status", "replicas") ?? 0;
        writes.Change(deployment.Key.Type, deployment.Key.Namespace, deployment.Key.Name, (before, copy) =>
        {
            JsonObject status = copy.Child("status");
            status["observedGeneration"] = before.Root.Number(0, "metadata", "generation");
            status["replicas"] = Sum("replicas");
            status["updatedReplicas"] = updated;
            status["readyReplicas"] = Sum("readyReplicas");
            status["availableReplicas"] = available;
            status["unavailableReplicas"] = Math.Max(0, wanted - available);
            Conditions.Set(status, "Available", available >= wanted, available >= wanted ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable", writes.Now);
            Conditions.Set(status, "Progressing", true, available >= wanted && updated >= wanted ? "NewReplicaSetAvailable" : "ReplicaSetUpdated", writes.Now);
            return null;
        });
    }

    private static JsonObject ReplicaSet(StoredObject deployment, string name, string hash, int replicas)
    {
        JsonObject spec = deployment.Copy()["spec"]!.AsObject();
        JsonObject selector = spec["selector"]!.DeepClone().AsObject();
        JsonObject template = spec["template"]!.DeepClone().AsObject();
        selector.Child("matchLabels")[HashLabel] = hash;
        JsonObject labels = template.Child("metadata").Child("labels");
        labels[HashLabel] = hash;
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["labels"] = labels.DeepClone(),
                ["annotations"] = new JsonObject { ["deployment.kubernetes.io/revision"] = "1" },
                ["ownerReferences"] = new JsonArray(Controllership.Reference(deployment)),
            },
            ["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = selector, ["template"] = template },
        };
    }

    private static string Hash(StoredObject deployment) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(deployment.Root.At("spec", "template")!.Value.GetRawText())))[..10];
}
