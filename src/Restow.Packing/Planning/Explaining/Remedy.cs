using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;
using Restow.Packing.Placements;

namespace Restow.Packing.Planning.Explaining;

/// <summary>
/// What would have to change for a pod to fit, the smallest change first: room on the node nearest to fitting, a rule that only
/// pods that run stand in the way of, a cordon, a taint, a label.
/// </summary>
internal sealed class Remedy(Cluster cluster, Placement placement)
{
    // From the rule on devices: the sums were enough, or Room would have spoken.
    private const string NoShare = $"Insufficient {Resources.GpuMilli}";
    private const string NoWhole = $"Insufficient {Resources.Gpu}";

    /// <summary>The change, or <c>null</c> when nothing useful can be said.</summary>
    /// <param name="reasons">Why each node refuses the pod.</param>
    public string? For(int pod, IReadOnlyList<string>[] reasons) =>
        Room(pod, reasons) ?? Rule(reasons) ?? Cordon(pod) ?? Untaint(pod) ?? Label(pod);

    private string? Room(int pod, IReadOnlyList<string>[] reasons)
    {
        int nearest = -1;
        double least = double.MaxValue;
        for (int node = 0; node < reasons.Length; node++)
        {
            if (!reasons[node].All(IsRoom))
                continue;
            double lack = Lack(pod, node);
            if (lack > 0 && lack < least)
                (nearest, least) = (node, lack);
        }

        if (nearest < 0)
            return null;
        Node best = cluster.Nodes[nearest];
        ReadOnlySpan<long> want = placement.Requests(pod);
        ReadOnlySpan<long> free = placement.Free(nearest);
        var needs = new List<string>();
        bool tooBig = false;
        for (int r = 0; r < want.Length; r++)
        {
            string name = placement.ResourceNames[r];
            if (want[r] <= 0 || want[r] <= free[r])
                continue;
            needs.Add(name == Resources.Pods ? "room for one pod more" : $"{Amounts.Format(name, want[r] - free[r])} more {name}");
            tooBig |= want[r] > best.Allocatable.Of(name);
        }

        return $"Needs {string.Join(" and ", needs)} on {best.Name}{(tooBig ? ", more than that node has" : "")}";
    }

    // In units of what the pod asks for, so that a core and a gigabyte compare. Nodes that never could hold the pod come last.
    private double Lack(int pod, int node)
    {
        ReadOnlySpan<long> want = placement.Requests(pod);
        ReadOnlySpan<long> free = placement.Free(node);
        double lack = 0;
        for (int r = 0; r < want.Length; r++)
        {
            if (want[r] <= 0 || want[r] <= free[r])
                continue;
            lack += (double)(want[r] - free[r]) / want[r];
            if (want[r] > cluster.Nodes[node].Allocatable.Of(placement.ResourceNames[r]))
                lack += want.Length;
        }

        return lack;
    }

    private string? Rule(IReadOnlyList<string>[] reasons)
    {
        for (int node = 0; node < reasons.Length; node++)
        {
            string? change = reasons[node][0] switch
            {
                var r when r.Contains("free ports", StringComparison.Ordinal) => $"Needs its host port free on {cluster.Nodes[node].Name}",
                var r when r.Contains("anti-affinity", StringComparison.Ordinal) => "Needs a node in a topology domain without the pods that it must not meet",
                var r when r.Contains("pod affinity", StringComparison.Ordinal) => "Needs a pod that matches its affinity in a domain with room",
                var r when r.EndsWith("spread constraints", StringComparison.Ordinal) => "Needs room in the domains that hold the fewest of its pods, or a larger maxSkew",
                var r when r.Contains("ReadWriteOncePod", StringComparison.Ordinal) => "Needs the pod that uses its claim to end",
                var r when r.Contains("max volume count", StringComparison.Ordinal) => $"Needs a volume detached from {cluster.Nodes[node].Name}",
                var r when r.Contains("PersistentVolumeClaims", StringComparison.Ordinal) || r.Contains("not found", StringComparison.Ordinal) => "Needs its claim bound to a volume",
                NoShare => "Needs room on a single GPU",
                NoWhole => "Needs GPUs that are not shared",
                _ => null,
            };
            if (change is not null)
                return change;
        }

        return null;
    }

    private string? Cordon(int pod)
    {
        Pod it = cluster.Pods[pod];
        Node? node = cluster.Nodes.FirstOrDefault(node =>
            node.Unschedulable && NodeMatching.MatchesRequired(it, node) && Blocking(it, node).All(taint => taint.Key == "node.kubernetes.io/unschedulable"));
        return node is null ? null : $"Uncordon {node.Name}";
    }

    private string? Untaint(int pod)
    {
        Pod it = cluster.Pods[pod];
        Node? node = cluster.Nodes.Where(node => NodeMatching.MatchesRequired(it, node)).MinBy(node => Blocking(it, node).Count());
        Taint? taint = node is null ? null : Blocking(it, node).FirstOrDefault();
        return taint is null ? null : $"Remove taint {taint.Key}={taint.Value}:{taint.Effect} from {node!.Name}, or tolerate it";
    }

    private string? Label(int pod)
    {
        Pod it = cluster.Pods[pod];
        IEnumerable<string> wanted = it.NodeSelector.Where(pair => !cluster.Nodes.Any(node => Has(node, pair.Key, pair.Value))).Select(pair => $"{pair.Key}={pair.Value}");
        SelectorRequirement? affinity = it.NodeAffinity?.SelectMany(term => term.Expressions)
            .FirstOrDefault(need => !cluster.Nodes.Any(node => LabelMatching.Matches(need, node.Labels)));
        string[] labels = [.. affinity is null ? wanted : wanted.Append(Text(affinity))];
        if (labels.Length == 0 && it.NodeSelector.Count > 0)
            labels = [.. it.NodeSelector.Select(pair => $"{pair.Key}={pair.Value}")];
        return labels.Length == 0 ? null : $"Add a node with label {string.Join(" and ", labels)}";
    }

    private static IEnumerable<Taint> Blocking(Pod pod, Node node) =>
        node.Taints.Where(taint => Tolerance.IsHard(taint) && !Tolerance.Tolerates(pod.Tolerations, taint));

    private static bool Has(Node node, string key, string value) => node.Labels.TryGetValue(key, out string? actual) && actual == value;

    private static string Text(SelectorRequirement need) => need.Operator switch
    {
        SelectorOperator.In => $"{need.Key}={string.Join("|", need.Values)}",
        SelectorOperator.Exists => need.Key,
        SelectorOperator.Gt => $"{need.Key} above {need.Values[0]}",
        SelectorOperator.Lt => $"{need.Key} below {need.Values[0]}",
        _ => $"other than {need.Key}",
    };

    private static bool IsRoom(string reason) => reason == "Too many pods" || reason.StartsWith("Insufficient ", StringComparison.Ordinal);
}
