using System.Text.Json;
using Restow.Core;
using Restow.Kubernetes.Simulation.Store;
using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;
using Restow.Packing.Snapshots.Conversion;
using Restow.Packing.Snapshots.Input;

namespace Restow.Kubernetes.Simulation.Scheduling;

/// <summary>The store as the packer's model: the readers of snapshots, fed with the stored bytes. A version of an object is parsed once.</summary>
internal static class ClusterReading
{
    private const string Source = "the simulated cluster";

    public static Result<Cluster> Read(ObjectStore store)
    {
        var findings = new Findings(Source);
        var objects = new ApiObjects(findings);
        foreach (StoredObject node in store.List(ResourceTypes.Nodes).Items)
            objects.Nodes.Add((NodeObject)(node.Parsed ??= JsonSerializer.Deserialize(node.Json, ApiJson.Default.NodeObject)!));
        foreach (StoredObject pod in store.List(ResourceTypes.Pods).Items)
            objects.Pods.Add((PodObject)(pod.Parsed ??= JsonSerializer.Deserialize(pod.Json, ApiJson.Default.PodObject)!));
        ResourceType[] others = [ResourceTypes.Namespaces, ResourceTypes.Budgets, ResourceTypes.PriorityClasses, ResourceTypes.ReplicaSets, ResourceTypes.Volumes, ResourceTypes.Claims, ResourceTypes.StorageClasses, ResourceTypes.CsiNodes];
        foreach (ResourceType type in others)
        {
            foreach (StoredObject item in store.List(type).Items)
                objects.Add(type.Kind, type.ApiVersion, item.Json);
        }

        if (findings.Fault is { } fault)
            return fault;
        return new ClusterBuilder(objects, findings).Build(Source) is { } cluster ? cluster : findings.Fault!;
    }
}
