using Restow.Packing.Snapshots.Api;
using Restow.Packing.Snapshots.Input;

namespace Restow.Packing.Snapshots.Conversion;

/// <summary>Resolves priorities: the pod's own number, else its class, else the class that is the global default, else 0.</summary>
internal sealed class Priorities
{
    private readonly Dictionary<string, PriorityClassObject> classes = new(StringComparer.Ordinal)
    {
        ["system-cluster-critical"] = new PriorityClassObject { Value = 2_000_000_000 },
        ["system-node-critical"] = new PriorityClassObject { Value = 2_000_001_000 },
    };

    private readonly SortedSet<string> unknown = new(StringComparer.Ordinal);
    private readonly PriorityClassObject? fallback;

    public Priorities(IEnumerable<PriorityClassObject> given)
    {
        foreach (PriorityClassObject item in given)
        {
            classes[item.Name] = item;

            // Of several defaults the lowest counts, as in the admission plugin.
            if (item.GlobalDefault == true && (fallback is null || (item.Value ?? 0) < (fallback.Value ?? 0)))
                fallback = item;
        }
    }

    public (int Value, bool Never) Of(PodSpec spec)
    {
        PriorityClassObject? found = fallback;
        if (spec.PriorityClassName is { Length: > 0 } name && !classes.TryGetValue(name, out found) && spec.Priority is null)
            unknown.Add(name);
        string? policy = spec.PreemptionPolicy ?? (spec.Priority is null || spec.PriorityClassName is { Length: > 0 } ? found?.PreemptionPolicy : null);
        return (spec.Priority ?? found?.Value ?? 0, policy == "Never");
    }

    public void WarnOfUnknown(Findings findings)
    {
        foreach (string name in unknown)
            findings.Warn($"priority class {name} is not in the snapshot; its pods without a priority of their own count as priority 0");
    }
}
