using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Api;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Scheduling;

/// <summary>Events as <c>kubectl describe</c> shows them; the same one again is counted. The oldest go when there are too many.</summary>
internal sealed class EventRecorder(ObjectStore store, ObjectWrites writes)
{
    private const int Most = 5_000;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Uid, string Reason, string Message), ObjectKey> recorded = [];
    private readonly Queue<(string Uid, string Reason, string Message)> order = new();

    public void Record(StoredObject about, string type, string reason, string message, string source)
    {
        lock (gate)
        {
            (string, string, string) entry = (about.Uid, reason, message);
            if (recorded.TryGetValue(entry, out ObjectKey known) && store.Find(known.Type, known.Namespace, known.Name) is not null)
            {
                writes.Change(known.Type, known.Namespace, known.Name, (_, copy) =>
                {
                    copy["count"] = (copy["count"]?.GetValue<int>() ?? 0) + 1;
                    copy["lastTimestamp"] = writes.Now;
                    return null;
                });
                return;
            }

            if (!writes.Create(ResourceTypes.Events, about.Key.Namespace, New(about, type, reason, message, source)).TryGet(out StoredObject? created, out _))
                return;
            recorded[entry] = created.Key;
            order.Enqueue(entry);
            if (order.Count > Most && order.TryDequeue(out (string, string, string) oldest) && recorded.Remove(oldest, out ObjectKey key))
                writes.Delete(key.Type, key.Namespace, key.Name);
        }
    }

    private JsonObject New(StoredObject about, string type, string reason, string message, string source) => new()
    {
        ["metadata"] = new JsonObject { ["generateName"] = $"{about.Key.Name}." },
        ["involvedObject"] = new JsonObject
        {
            ["kind"] = about.Key.Type.Kind,
            ["apiVersion"] = about.Key.Type.ApiVersion,
            ["namespace"] = about.Key.Namespace,
            ["name"] = about.Key.Name,
            ["uid"] = about.Uid,
        },
        ["type"] = type,
        ["reason"] = reason,
        ["message"] = message,
        ["source"] = new JsonObject { ["component"] = source },
        ["reportingComponent"] = source,
        ["reportingInstance"] = "",
        ["firstTimestamp"] = writes.Now,
        ["lastTimestamp"] = writes.Now,
        ["count"] = 1,
    };
}
