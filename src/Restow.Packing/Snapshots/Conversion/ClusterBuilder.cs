using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;
using Restow.Packing.Snapshots.Input;

namespace Restow.Packing.Snapshots.Conversion;

/// <summary>Makes a cluster of API objects, and checks that they belong together.</summary>
internal sealed class ClusterBuilder(ApiObjects objects, Findings findings)
{
    private const string Once = "export the cluster once, into one file";

    /// <returns><c>null</c> after a fault.</returns>
    public Cluster? Build(string sourceName)
    {
        if (objects.Nodes.Count == 0)
        {
            findings.Report("", "the snapshot has no nodes", "include nodes in the export: kubectl get nodes,pods,... -A -o json");
            return null;
        }

        var amounts = new AmountReader(findings);
        Node[] nodes = [.. objects.Nodes.Select(node => NodeConversion.Convert(node, amounts))];
        CheckNodes(nodes);
        var priorities = new Priorities(objects.PriorityClasses);
        var owners = new Owners(objects.Controllers, findings);
        var storage = new Storage(objects, findings);
        var conversion = new PodConversion(new EffectiveRequests(amounts), priorities, owners, storage);
        List<PodObject> sources = objects.Pods.FindAll(pod => !PodConversion.IsFinished(pod));
        var pods = new List<Pod>(sources.Count);
        foreach (PodObject source in sources)
        {
            pods.Add(conversion.Convert(source));
            if (findings.Failed)
                return null;
        }

        CheckPods(pods, nodes);
        var budgets = new Budgets(pods, sources, owners, findings);
        DisruptionBudget[] converted = [.. objects.Budgets.Select(budgets.Convert)];
        priorities.WarnOfUnknown(findings);
        WarnOfSkipped();
        return findings.Failed ? null : new Cluster
        {
            SourceName = sourceName,
            Nodes = nodes,
            Pods = pods,
            Budgets = converted,
            Volumes = storage.Volumes,
            Claims = storage.Claims,
            StorageClasses = storage.Classes,
            CsiNodes = storage.CsiNodes,
            Namespaces = NamespaceLabels(),
            Warnings = findings.Warnings,
        };
    }

    private void CheckNodes(Node[] nodes)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (Node node in nodes)
        {
            if (!names.Add(node.Name))
                findings.Report(Subjects.Of("Node", node.Name), "it is in the snapshot twice", Once);
            if (node.Allocatable.Count == 0)
                findings.Warn($"node {node.Name} has no status.allocatable; nothing fits on it");
        }
    }

    private void CheckPods(List<Pod> pods, Node[] nodes)
    {
        var nodeNames = nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var names = new HashSet<(string, string)>();
        foreach (Pod pod in pods)
        {
            if (!names.Add((pod.Namespace, pod.Name)))
                findings.Report(Subjects.Of("Pod", pod.Namespace, pod.Name), "it is in the snapshot twice", Once);
            if (pod.NodeName is { } node && !nodeNames.Contains(node))
            {
                findings.Report(
                    Subjects.Of("Pod", pod.Namespace, pod.Name),
                    $"it runs on node {node}, which is not in the snapshot",
                    "export nodes and pods in one command; a pod of a node that is gone disappears within minutes");
            }
        }
    }

    private Dictionary<string, IReadOnlyDictionary<string, string>> NamespaceLabels()
    {
        var labels = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (NamespaceObject item in objects.Namespaces)
            labels[item.Name] = (item.Metadata?.Labels).Present();
        return labels;
    }

    private void WarnOfSkipped()
    {
        if (objects.Skipped.Count > 0)
            findings.Warn($"skipped, as it has no part in placement: {string.Join(", ", objects.Skipped.Select(pair => $"{pair.Value} {pair.Key}"))}");
    }
}
