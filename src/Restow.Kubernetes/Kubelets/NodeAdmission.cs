using k8s.Models;
using Restow.Packing.Snapshots;

namespace Restow.Kubernetes.Kubelets;

/// <summary>
/// A kubelet's last word on a bound pod: it is refused when the requests of the pods on the node exceed the allocatable. The scheduler should never let that happen;
/// here it is how an over-commitment shows.
/// </summary>
/// <remarks>Requests are max(sum of the containers, largest init container) plus overhead. Not thread-safe.</remarks>
internal sealed class NodeAdmission
{
    private readonly Dictionary<string, long> free;
    private readonly Dictionary<string, Dictionary<string, long>> admitted = new(StringComparer.Ordinal);

    public NodeAdmission(KubeletOptions options)
    {
        free = new(StringComparer.Ordinal)
        {
            ["cpu"] = Amount("cpu", options.Cpu),
            ["memory"] = Amount("memory", options.Memory),
            ["pods"] = options.Pods,
        };
    }

    /// <summary>Takes a pod in; one that is in already stays.</summary>
    /// <param name="runs">Whether it runs already, and is only counted.</param>
    /// <returns>The resource that does not suffice; <c>null</c> when the pod is in.</returns>
    public string? Admit(V1Pod pod, bool runs)
    {
        if (admitted.ContainsKey(pod.Metadata.Uid))
            return null;
        Dictionary<string, long> requests = Requests(pod.Spec);
        if (!runs && requests.FirstOrDefault(r => r.Value > free.GetValueOrDefault(r.Key)).Key is { } lacking)
            return lacking;
        foreach ((string name, long amount) in requests)
            free[name] = free.GetValueOrDefault(name) - amount;
        admitted.Add(pod.Metadata.Uid, requests);
        return null;
    }

    /// <summary>A pod has left the node; nothing happens for one that was not in.</summary>
    public void Release(string uid)
    {
        if (!admitted.Remove(uid, out Dictionary<string, long>? requests))
            return;
        foreach ((string name, long amount) in requests)
            free[name] += amount;
    }

    private static Dictionary<string, long> Requests(V1PodSpec spec)
    {
        var sum = new Dictionary<string, long>(StringComparer.Ordinal) { ["pods"] = 1 };
        foreach (V1Container container in spec.Containers ?? [])
        {
            foreach ((string name, ResourceQuantity amount) in container.Resources?.Requests ?? new Dictionary<string, ResourceQuantity>())
                sum[name] = sum.GetValueOrDefault(name) + Amount(name, amount.ToString());
        }

        foreach (V1Container container in spec.InitContainers ?? [])
        {
            foreach ((string name, ResourceQuantity amount) in container.Resources?.Requests ?? new Dictionary<string, ResourceQuantity>())
                sum[name] = Math.Max(sum.GetValueOrDefault(name), Amount(name, amount.ToString()));
        }

        foreach ((string name, ResourceQuantity amount) in spec.Overhead ?? new Dictionary<string, ResourceQuantity>())
            sum[name] = sum.GetValueOrDefault(name) + Amount(name, amount.ToString());
        return sum;
    }

    private static long Amount(string resource, string quantity)
    {
        long amount;
        bool valid = resource == "cpu" ? Quantity.TryParseMilli(quantity, out amount) : Quantity.TryParseUnits(quantity, out amount);
        return valid ? amount : throw new ArgumentException($"{quantity} is not a quantity of {resource}", nameof(quantity));
    }
}
