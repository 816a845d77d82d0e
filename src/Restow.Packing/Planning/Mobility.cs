using Restow.Packing.Model;

namespace Restow.Packing.Planning;

/// <summary>What a plan may do with a pod.</summary>
internal enum PodRole
{
    /// <summary>Runs, and may be moved or evicted.</summary>
    Movable,

    /// <summary>Runs or occupies a node, and stays there.</summary>
    Fixed,

    /// <summary>Is pending, and may be placed.</summary>
    Placeable,

    /// <summary>Is pending, and is not this plan's to place.</summary>
    Ignored,
}

/// <summary>The role of each pod, by index, and the reason where it is Fixed or Ignored: a predicate of which the pod is the subject.</summary>
internal sealed record Mobility(PodRole[] Roles, string[] Reasons)
{
    private const string OptOut = "restow.dev/movable";
    private const string SafeToEvict = "cluster-autoscaler.kubernetes.io/safe-to-evict";

    // Priorities from here on belong to system-cluster-critical and system-node-critical.
    private const int SystemCritical = 2_000_000_000;

    /// <summary>
    /// The node that each pending pod is nominated to, -1 for none. The rule NominatedRoom keeps that room from pods of the
    /// same or a lower priority; the nominated pod itself may be placed there or anywhere else.
    /// </summary>
    public int[] Nominated { get; init; } = [];

    public static Mobility Of(Cluster cluster, PackingOptions options)
    {
        var roles = new PodRole[cluster.Pods.Count];
        var reasons = new string[roles.Length];
        var nominated = new int[roles.Length];
        var budgets = new PodBudgets(cluster);
        DateTimeOffset? now = options.Now ?? cluster.Pods.Max(pod => pod.Created);
        for (int i = 0; i < roles.Length; i++)
        {
            Pod pod = cluster.Pods[i];
            bool pending = pod.NodeName is null;
            string? reason = pending ? WhyIgnored(pod, options) : WhyFixed(cluster, options, pod, now) ?? WhyProtected(cluster, budgets, i);
            reasons[i] = reason ?? "";
            roles[i] = (pending, reason) switch
            {
                (true, null) => PodRole.Placeable,
                (true, _) => PodRole.Ignored,
                (false, null) => PodRole.Movable,
                _ => PodRole.Fixed,
            };
            nominated[i] = pending && pod.NominatedNodeName is { } name && cluster.NodeIndex.TryGetValue(name, out int node) ? node : -1;
        }

        return new Mobility(roles, reasons) { Nominated = nominated };
    }

    private static string? WhyIgnored(Pod pod, PackingOptions options)
    {
        if (pod.Terminating)
            return "is terminating";
        if (pod.Gated)
            return "has scheduling gates";
        if (pod.SchedulerName != options.SchedulerName)
            return $"belongs to the scheduler {pod.SchedulerName}";
        return pod.Unevaluated.Count > 0 ? $"cannot be evaluated: {string.Join(", ", pod.Unevaluated)}" : null;
    }

    private static string? WhyFixed(Cluster cluster, PackingOptions options, Pod pod, DateTimeOffset? now)
    {
        if (!cluster.NodeIndex.ContainsKey(pod.NodeName!))
            return $"runs on {pod.NodeName}, which is not in the snapshot";
        if (pod.Terminating)
            return "is terminating";
        if (pod.IsStatic)
            return "is static";
        if (pod.Workload is { } workload && (workload.ControllerKind == "DaemonSet" || workload.Kind == "DaemonSet"))
            return $"belongs to the DaemonSet {workload.Name}";
        if (pod.Priority >= SystemCritical)
            return "is critical for the system";
        if (options.ProtectedNamespaces.Contains(pod.Namespace))
            return $"is in the protected namespace {pod.Namespace}";
        if (pod.SchedulerName != options.SchedulerName)
            return $"belongs to the scheduler {pod.SchedulerName}";
        if (pod.Annotations.TryGetValue(OptOut, out string? movable) && movable == "false")
            return $"has the annotation {OptOut}: \"false\"";
        if (pod.Annotations.TryGetValue(SafeToEvict, out string? safe) && safe == "false")
            return $"has the annotation {SafeToEvict}: \"false\"";
        if (pod.HasResourceClaims)
            return "uses resource claims";
        if (pod.HasLocalStorage && !options.MoveLocalStorage)
            return "has local storage";
        if (pod.Workload is null && !options.MoveBarePods)
            return "has no controller that recreates it";
        if (options.MinimumPodAge > TimeSpan.Zero && pod.Created is { } created && now - created < options.MinimumPodAge)
            return $"is younger than {options.MinimumPodAge:c}";
        return pod.Unevaluated.Count > 0 ? $"cannot be evaluated: {string.Join(", ", pod.Unevaluated)}" : null;
    }

    private static string? WhyProtected(Cluster cluster, PodBudgets budgets, int pod)
    {
        ReadOnlySpan<int> own = budgets.Of(pod);
        Pod it = cluster.Pods[pod];
        if (own.Length == 0 || it.Starting)
            return null;
        DisruptionBudget budget = cluster.Budgets[own[0]];
        if (own.Length > 1)
            return $"has {own.Length} disruption budgets, which the eviction API refuses";
        return budget.DisruptionsAllowed > 0 || budget.Spares(it) ? null : $"is under the disruption budget {budget.Name}, which allows no disruption";
    }
}
