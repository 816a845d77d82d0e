using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;

namespace Restow.Packing.Snapshots.Conversion;

/// <summary>What the scheduler charges a pod for.</summary>
/// <remarks>
/// As <c>PodRequests</c> in k8s.io/component-helpers/resource:
/// <list type="number">
/// <item>containers and sidecars (init containers that restart always) run together: their sum;</item>
/// <item>an init container runs beside the sidecars before it: the largest such sum, if it is larger;</item>
/// <item>pod-level requests for cpu, memory and huge pages replace that;</item>
/// <item>the overhead of the runtime class comes on top, and one of <c>pods</c>.</item>
/// </list>
/// While a container is resized in place it counts with the largest of what it asks for, what it was granted and what it has;
/// a resize the node can never grant does not count. A limit without a request is a request.
/// </remarks>
internal sealed class EffectiveRequests(AmountReader amounts)
{
    public Resources Of(string subject, PodObject pod)
    {
        PodSpec? spec = pod.Spec;
        Dictionary<string, ContainerStatus> statuses = Statuses(pod.Status);
        bool infeasible = IsResizeInfeasible(pod.Status);

        var sum = new Resources();
        foreach (ContainerObject container in (spec?.Containers).Present())
            sum.Add(OfContainer(subject, container, statuses, infeasible));

        var sidecars = new Resources();
        var start = new Resources();
        foreach (ContainerObject container in (spec?.InitContainers).Present())
        {
            bool isSidecar = container.RestartPolicy == "Always";
            Resources requests = isSidecar
                ? OfContainer(subject, container, statuses, infeasible)
                : OfSpec(subject, container.Resources);
            if (isSidecar)
            {
                sum.Add(requests);
                sidecars.Add(requests);
                start.RaiseTo(sidecars);
            }
            else
            {
                requests.Add(sidecars);
                start.RaiseTo(requests);
            }
        }

        sum.RaiseTo(start);
        ApplyPodLevel(subject, pod, sum, infeasible);
        sum.Add(amounts.OfPod(subject, spec?.Overhead));
        sum[Resources.Pods] = 1;
        return sum;
    }

    private Resources OfContainer(string subject, ContainerObject container, Dictionary<string, ContainerStatus> statuses, bool infeasible)
    {
        if (container.Name is null || !statuses.TryGetValue(container.Name, out ContainerStatus? status))
            return OfSpec(subject, container.Resources);
        Resources held = amounts.OfPod(subject, status.Resources?.Requests);
        held.RaiseTo(amounts.OfPod(subject, status.AllocatedResources));
        if (held.Count == 0 || !infeasible)
            held.RaiseTo(OfSpec(subject, container.Resources));
        return held;
    }

    private Resources OfSpec(string subject, ResourceRequirements? requirements)
    {
        Resources requests = amounts.OfPod(subject, requirements?.Requests);
        foreach ((string name, long limit) in amounts.OfPod(subject, requirements?.Limits))
            requests.TryAdd(name, limit);
        return requests;
    }

    private void ApplyPodLevel(string subject, PodObject pod, Resources sum, bool infeasible)
    {
        if (pod.Spec?.Resources is not { } resources)
            return;
        Resources held = amounts.OfPod(subject, pod.Status?.Resources?.Requests);
        held.RaiseTo(amounts.OfPod(subject, pod.Status?.AllocatedResources));
        foreach ((string name, long amount) in amounts.OfPod(subject, resources.Requests))
        {
            if (IsPodLevel(name))
                sum[name] = infeasible && held.Of(name) > 0 ? held.Of(name) : Math.Max(amount, held.Of(name));
        }

        // A pod-level limit stands in for a request that neither the pod nor a container makes.
        foreach ((string name, long limit) in amounts.OfPod(subject, resources.Limits))
        {
            if (IsPodLevel(name))
                sum.TryAdd(name, limit);
        }
    }

    private static bool IsPodLevel(string name) =>
        name is Resources.Cpu or Resources.Memory || name.StartsWith("hugepages-", StringComparison.Ordinal);

    private static Dictionary<string, ContainerStatus> Statuses(PodStatus? status)
    {
        var byName = new Dictionary<string, ContainerStatus>(StringComparer.Ordinal);
        foreach (ContainerStatus item in (status?.ContainerStatuses).Present().Concat((status?.InitContainerStatuses).Present()))
        {
            if (item.Name is { } name && (item.Resources?.Requests is not null || item.AllocatedResources is not null))
                byName[name] = item;
        }

        return byName;
    }

    private static bool IsResizeInfeasible(PodStatus? status) =>
        status?.Resize == "Infeasible"
        || (status?.Conditions).Present().Any(c => c is { Type: "PodResizePending", Reason: "Infeasible" });
}
