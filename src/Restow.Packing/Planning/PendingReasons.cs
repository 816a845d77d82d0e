using System.Text;
using Restow.Core;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;
using Restow.Packing.Placements;
using Restow.Packing.Planning.Explaining;

namespace Restow.Packing.Planning;

/// <summary>
/// Why a pod is pending after a plan, as kube-scheduler words it (<c>framework.FitError</c>), and the smallest change that
/// would help.
/// </summary>
internal static class PendingReasons
{
    /// <summary>A reason for each pod that is pending under the assignment, by descending priority.</summary>
    /// <param name="deadline">Pods alike share a reason; when time is up, those not yet looked at get a short one.</param>
    internal static IReadOnlyList<PodReason> Of(Cluster cluster, PackingOptions options, int[] assignment, Deadline? deadline = null)
    {
        var mobility = Mobility.Of(cluster, options);
        var placement = new Placement(cluster, options.Constraints, assignment);
        var remedy = new Remedy(cluster, placement);
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var key = new StringBuilder();

        // Rules of the user's own may read anything, a pod's name included.
        bool shared = ReferenceEquals(options.Constraints, PackingOptions.DefaultConstraints);
        IEnumerable<int> pending = Enumerable.Range(0, assignment.Length)
            .Where(pod => assignment[pod] < 0 && mobility.Roles[pod] != PodRole.Fixed)
            .OrderByDescending(pod => cluster.Pods[pod].Priority);
        return [.. pending.Select(pod => new PodReason(pod, cluster.Pods[pod].Namespace, cluster.Pods[pod].Name, Reason(pod)))];

        string Reason(int pod)
        {
            if (mobility.Roles[pod] == PodRole.Ignored)
                return $"not planned: {mobility.Reasons[pod]}";
            string text = shared ? key.SchedulingOf(cluster.Pods[pod]).Take() : "";
            if (shared && known.TryGetValue(text, out string? reason))
                return reason;
            if (deadline is { IsExpired: true })
                return $"0/{cluster.Nodes.Count} nodes are available; no time was left to say why.";
            reason = Describe(cluster, placement, remedy, pod);
            if (shared)
                known[text] = reason;
            return reason;
        }
    }

    private static string Describe(Cluster cluster, Placement placement, Remedy remedy, int pod)
    {
        var reasons = new IReadOnlyList<string>[cluster.Nodes.Count];
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int node = 0; node < reasons.Length; node++)
        {
            reasons[node] = placement.WhyNot(pod, node);
            if (reasons[node].Count == 0)
                return $"fits on {cluster.Nodes[node].Name}, but placing it would break another rule of the plan.";
            foreach (string reason in reasons[node])
                counts[reason] = counts.GetValueOrDefault(reason) + 1;
        }

        // Upstream sorts the finished texts, counts and all.
        string[] lines = [.. counts.Select(entry => $"{entry.Value} {entry.Key}").Order(StringComparer.Ordinal)];
        string summary = $"0/{reasons.Length} nodes are available: {string.Join(", ", lines)}.";
        return remedy.For(pod, reasons) is { } change ? $"{summary} {change}." : summary;
    }
}
