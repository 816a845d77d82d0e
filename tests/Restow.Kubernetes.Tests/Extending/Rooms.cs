using System.Diagnostics.CodeAnalysis;
using k8s.Models;
using Restow.Kubernetes.Extending;
using Restow.Packing.Model;
using Restow.Packing.Snapshots;

namespace Restow.Kubernetes.Tests.Extending;

/// <summary>Room on nodes as a test says it is. Requests are the sum of the containers' CPU, in millicores.</summary>
internal sealed class Rooms : INodeRoom
{
    public Dictionary<string, long> FreeCpu { get; } = [];

    public Dictionary<string, long> BoundCpu { get; } = [];

    public bool TryGetFree(string node, [MaybeNullWhen(false)] out Resources free)
    {
        bool known = FreeCpu.TryGetValue(node, out long cpu);
        free = known ? new Resources { ["cpu"] = cpu } : null;
        return known;
    }

    public Resources RequestsOf(V1Pod pod) => new()
    {
        ["cpu"] = pod.Spec.Containers?.Sum(c => c.Resources?.Requests is { } r && r.TryGetValue("cpu", out ResourceQuantity? cpu) && Quantity.TryParseMilli(cpu.ToString(), out long milli) ? milli : 0) ?? 0,
    };

    public bool TryGetRequests(string podUid, [MaybeNullWhen(false)] out Resources requests)
    {
        bool known = BoundCpu.TryGetValue(podUid, out long cpu);
        requests = known ? new Resources { ["cpu"] = cpu } : null;
        return known;
    }
}
