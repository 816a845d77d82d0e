using Restow.Kubernetes.Simulation.Api;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Controllers;

/// <summary>Deletes what belongs to what is gone: dependents of a deleted owner, objects of a deleted namespace, pods of a deleted node.</summary>
internal sealed class GarbageCollector(ObjectStore store, ObjectWrites writes) : IController
{
    private readonly Dictionary<ObjectKey, string> gone = [];

    public IEnumerable<ObjectKey> Concerns(Change change)
    {
        if (change.Kind != ChangeKind.Deleted)
            return [];
        gone[change.Object.Key] = change.Object.Uid;
        return [change.Object.Key];
    }

    public void Reconcile(ObjectKey key)
    {
        if (!gone.Remove(key, out string? uid))
            return;
        foreach (StoredObject item in store.OwnedBy(uid))
            writes.Delete(item.Key.Type, item.Key.Namespace, item.Key.Name, uid: item.Uid);
        if (key.Type == ResourceTypes.Namespaces)
        {
            foreach (ResourceType type in ResourceTypes.All.Where(t => t.Namespaced))
            {
                foreach (StoredObject item in store.List(type, key.Name).Items)
                    writes.Delete(type, key.Name, item.Key.Name, grace: 0);
            }
        }

        if (key.Type == ResourceTypes.Nodes)
        {
            foreach (StoredObject pod in store.List(ResourceTypes.Pods).Items.Where(p => p.Root.Text("spec", "nodeName") == key.Name))
                writes.Delete(ResourceTypes.Pods, pod.Key.Namespace, pod.Key.Name, grace: 0);
        }
    }
}
