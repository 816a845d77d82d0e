using Restow.Packing.Model;

namespace Restow.Packing.Tests.Constraints;

/// <summary>
/// The rules written a second time, from the upstream text and without any state: each question is answered by a walk over all pods.
/// GPU devices are left out, whose answer depends on the order of arrival.
/// </summary>
internal sealed class Reference(Cluster cluster, int[] assignment)
{
    public bool Allows(int pod, int node)
    {
        Pod it = cluster.Pods[pod];
        Node at = cluster.Nodes[node];
        return Static(it, at) && Ports(it, node) && Volumes(it, node) && Room(pod, node) && Spread(it, node) && Affinity(it, node) && Anti(it, node);
    }

    private IEnumerable<(Pod Pod, int Node)> Running => Enumerable.Range(0, assignment.Length).Where(p => assignment[p] >= 0).Select(p => (cluster.Pods[p], assignment[p]));

    private static bool Static(Pod pod, Node node) => Selected(pod, node) && Tolerated(pod, node);

    private static bool Selected(Pod pod, Node node) => pod.NodeSelector.All(pair => node.Labels.GetValueOrDefault(pair.Key) == pair.Value);

    private static bool Tolerated(Pod pod, Node node) => node.Taints.All(taint => pod.Tolerations.Any(toleration => toleration.Key == taint.Key));

    private bool Ports(Pod pod, int node) => !Running.Where(r => r.Node == node).SelectMany(r => r.Pod.HostPorts).Any(taken =>
        pod.HostPorts.Any(want => want.Port == taken.Port && (want.Address == taken.Address || want.Address == "" || taken.Address == "")));

    private bool Volumes(Pod pod, int node)
    {
        bool exclusive = pod.Claims.Contains("c3") && Running.Any(r => r.Pod.Namespace == pod.Namespace && r.Pod.Claims.Contains("c3"));
        HashSet<string> attached = [.. Running.Where(r => r.Node == node).SelectMany(r => Handles(r.Pod))];
        string[] fresh = [.. Handles(pod).Distinct().Where(handle => !attached.Contains(handle))];
        int limit = cluster.CsiNodes[cluster.Nodes[node].Name].VolumeLimits["csi"];
        return !exclusive && (fresh.Length == 0 || attached.Count + fresh.Length <= limit);
    }

    private IEnumerable<string> Handles(Pod pod) => pod.Claims.Select(claim => cluster.Volumes[cluster.Claims[$"{pod.Namespace}/{claim}"].VolumeName!].Handle);

    private bool Room(int pod, int node)
    {
        Pod it = cluster.Pods[pod];
        string name = cluster.Nodes[node].Name;
        Pod[] reserving = [.. Enumerable.Range(0, assignment.Length)
            .Where(p => p != pod && assignment[p] < 0 && !cluster.Pods[p].Terminating && cluster.Pods[p].NominatedNodeName == name)
            .Select(p => cluster.Pods[p]).Where(other => other.Priority >= it.Priority)];
        return it.Terminating || it.Requests.All(want =>
        {
            long reserved = reserving.Sum(other => other.Requests.Of(want.Key));
            long used = Running.Where(r => r.Node == node && !r.Pod.Terminating).Sum(r => r.Pod.Requests.Of(want.Key));
            return reserved == 0 || used + want.Value + reserved <= cluster.Nodes[node].Allocatable.Of(want.Key);
        });
    }

    private bool Spread(Pod pod, int node)
    {
        foreach (TopologySpread spread in pod.Spread)
        {
            if (!cluster.Nodes[node].Labels.TryGetValue(spread.TopologyKey, out string? domain))
                return false;
            var counts = new Dictionary<string, int>();
            for (int n = 0; n < cluster.Nodes.Count; n++)
            {
                Node other = cluster.Nodes[n];
                bool counted = pod.Spread.All(s => other.Labels.ContainsKey(s.TopologyKey)) && (!spread.HonorNodeAffinity || Selected(pod, other)) &&
                    (!spread.HonorTaints || Tolerated(pod, other));
                if (!counted)
                    continue;
                int here = Running.Count(r => r.Node == n && r.Pod.Namespace == pod.Namespace && !r.Pod.Terminating &&
                    spread.Selector is { Requirements.Count: > 0 } && Matches(spread.Selector, r.Pod));
                string value = other.Labels[spread.TopologyKey];
                counts[value] = counts.GetValueOrDefault(value) + here;
            }

            int least = counts.Count == 0 || counts.Count < spread.MinDomains ? 0 : counts.Values.Min();
            if (counts.GetValueOrDefault(domain) + (Matches(spread.Selector, pod) ? 1 : 0) - least > spread.MaxSkew)
                return false;
        }

        return true;
    }

    private bool Affinity(Pod pod, int node)
    {
        if (pod.Affinity.Count == 0)
            return true;
        if (pod.Affinity.Any(term => !cluster.Nodes[node].Labels.ContainsKey(term.TopologyKey)))
            return false;
        (Pod Pod, int Node)[] friends = [.. Running.Where(r => pod.Affinity.All(term => Matches(term, pod, r.Pod)))];
        if (pod.Affinity.All(term => friends.Any(f => Same(f.Node, node, term.TopologyKey))))
            return true;
        bool nowhere = !friends.Any(f => pod.Affinity.Any(term => cluster.Nodes[f.Node].Labels.ContainsKey(term.TopologyKey)));
        return nowhere && pod.Affinity.All(term => Matches(term, pod, pod));
    }

    private bool Anti(Pod pod, int node) => !Running.Any(r =>
        pod.AntiAffinity.Any(term => Matches(term, pod, r.Pod) && Same(r.Node, node, term.TopologyKey)) ||
        r.Pod.AntiAffinity.Any(term => Matches(term, r.Pod, pod) && Same(r.Node, node, term.TopologyKey)));

    private bool Same(int one, int other, string key) =>
        cluster.Nodes[one].Labels.TryGetValue(key, out string? a) && cluster.Nodes[other].Labels.TryGetValue(key, out string? b) && a == b;

    private bool Matches(PodAffinityTerm term, Pod owner, Pod other)
    {
        bool named = term.Namespaces.Count == 0 && term.NamespaceSelector is null ? other.Namespace == owner.Namespace : term.Namespaces.Contains(other.Namespace);
        bool selected = term.NamespaceSelector is not null && cluster.Namespaces[other.Namespace]["team"] == term.NamespaceSelector.Requirements[0].Values[0];
        return (named || selected) && Matches(term.Selector, other);
    }

    private static bool Matches(LabelSelector? selector, Pod pod) => selector is not null && selector.Requirements.All(need =>
        need.Operator == SelectorOperator.DoesNotExist ? !pod.Labels.ContainsKey(need.Key) : pod.Labels.TryGetValue(need.Key, out string? v) && need.Values.Contains(v));
}
