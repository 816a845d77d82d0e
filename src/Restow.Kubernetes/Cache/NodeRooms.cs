using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Restow.Packing.Model;

namespace Restow.Kubernetes.Cache;

/// <summary>What is free on each node, kept up with every event. Readers take no lock: they get an object that is replaced, never modified.</summary>
/// <remarks>Writers hold the cache's lock. Pods of a node that is not known yet are counted for when it comes.</remarks>
internal sealed class NodeRooms
{
    private readonly Dictionary<string, Resources> allocatable = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Resources> used = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Resources> free = new(StringComparer.Ordinal);

    public bool TryGetFree(string node, [MaybeNullWhen(false)] out Resources room) => free.TryGetValue(node, out room);

    public void SetNode(string node, Resources? amounts)
    {
        if (amounts is null)
            allocatable.Remove(node);
        else
            allocatable[node] = amounts;
        Publish(node);
    }

    /// <summary>A pod's requests come onto a node (sign 1) or leave it (sign -1).</summary>
    public void Charge(string node, Resources requests, int sign)
    {
        if (!used.TryGetValue(node, out Resources? sum))
            used[node] = sum = [];
        foreach ((string name, long amount) in requests)
        {
            long now = sum.Of(name) + (sign * amount);
            if (now == 0)
                sum.Remove(name);
            else
                sum[name] = now;
        }

        if (sum.Count == 0)
            used.Remove(node);
        Publish(node);
    }

    private void Publish(string node)
    {
        if (!allocatable.TryGetValue(node, out Resources? all))
        {
            free.TryRemove(node, out _);
            return;
        }

        var left = new Resources(all);
        foreach ((string name, long amount) in used.GetValueOrDefault(node) ?? [])
            left[name] = left.Of(name) - amount;
        free[node] = left;
    }
}
