using System.Globalization;

using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;
using Restow.Packing.Snapshots.Input;

namespace Restow.Packing.Snapshots.Conversion;

/// <summary>Converts disruption budgets, and does the disruption controller's sum where a budget has no status.</summary>
/// <remarks>
/// healthy pods less the healthy pods it wants, as pkg/controller/disruption: <c>minAvailable</c> pods, or a share of the expected
/// pods rounded up, or the expected pods less <c>maxUnavailable</c>. Expected are the replicas of the pods' controllers, or
/// the pods that match where the snapshot does not have those.
/// </remarks>
internal sealed class Budgets(IReadOnlyList<Pod> pods, IReadOnlyList<PodObject> sources, Owners owners, Findings findings)
{
    public DisruptionBudget Convert(BudgetObject item)
    {
        string subject = Subjects.Of("PodDisruptionBudget", item.Namespace, item.Name);
        var unknown = new List<string>();
        LabelSelector? selector = Selectors.Convert(item.Spec?.Selector, unknown);
        if (unknown.Count > 0)
            findings.Report(subject, unknown[0], "correct its selector");
        (int allowed, bool isMet) = Health(item, selector, subject);
        return new DisruptionBudget(item.Namespace, item.Name, selector, allowed)
        {
            AlwaysAllowsUnhealthy = item.Spec?.UnhealthyPodEvictionPolicy == "AlwaysAllow",
            IsMet = isMet,
        };
    }

    private (int Allowed, bool IsMet) Health(BudgetObject item, LabelSelector? selector, string subject)
    {
        if (item.Status?.DisruptionsAllowed is { } given)
        {
            // A status older than the spec: the API refuses evictions until the controller has caught up.
            bool isOld = item.Status.ObservedGeneration is { } seen && item.Metadata?.Generation is { } now && seen < now;
            bool isMet = item.Status.DesiredHealthy > 0 && item.Status.CurrentHealthy >= item.Status.DesiredHealthy;
            return (isOld ? 0 : Math.Max(0, given), isMet);
        }

        int healthy = 0;
        long matching = 0;
        long replicas = 0;
        var counted = new HashSet<(string, string)>();
        for (int i = 0; i < pods.Count; i++)
        {
            if (pods[i].Namespace != item.Namespace || selector is null || !LabelMatching.Matches(selector, pods[i].Labels))
                continue;
            matching++;
            if (pods[i].Ready && !pods[i].Terminating)
                healthy++;
            if (pods[i].Workload is not { } workload)
                replicas++;
            else if (counted.Add((workload.ControllerKind, workload.ControllerUid)))
                replicas += owners.Replicas(item.Namespace, workload, Owners.ControllerName(sources[i])) ?? PodsOf(workload, item.Namespace, selector);
        }

        long expected = Math.Max(replicas, 0);
        if (matching == 0 || expected == 0)
            return (0, false);
        long desired = item.Spec switch
        {
            { MinAvailable: { Text.Length: > 0 } minimum } => Share(minimum, expected, subject),
            { MaxUnavailable: { Text.Length: > 0 } maximum } => Math.Max(0, expected - Share(maximum, expected, subject)),
            _ => expected,
        };
        return ((int)Math.Clamp(healthy - desired, 0, int.MaxValue), desired > 0 && healthy >= desired);
    }

    private int PodsOf(WorkloadReference workload, string space, LabelSelector selector) =>
        pods.Count(p => p.Namespace == space && p.Workload == workload && LabelMatching.Matches(selector, p.Labels));

    /// <summary>A number of pods, or a percentage of them rounded up.</summary>
    private long Share(Scalar value, long expected, string subject)
    {
        bool isShare = value.Text.EndsWith('%');
        if (int.TryParse(value.Text.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return isShare ? ((number * expected) + 99) / 100 : number;
        findings.Report(subject, $"\"{value.Text}\" is neither a number of pods nor a percentage", "write minAvailable and maxUnavailable as 2 or \"50%\"");
        return expected;
    }
}
