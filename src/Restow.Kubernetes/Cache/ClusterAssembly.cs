using Restow.Core;
using Restow.Kubernetes.Api;
using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;
using Restow.Packing.Snapshots.Conversion;
using Restow.Packing.Snapshots.Input;

namespace Restow.Kubernetes.Cache;

/// <summary>Puts the packer's model together. A pod or node is converted once for each change of it, or of what its conversion reads.</summary>
internal sealed class ClusterAssembly(ClusterTables tables, string source)
{
    private readonly Dictionary<PodObject, Pod> pods = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<NodeObject, Node> nodes = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<(string Namespace, string Name)> changedControllers = [];
    private bool storageChanged;

    /// <summary>How many pods were converted so far.</summary>
    public long Conversions { get; private set; }

    public void Forget(PodObject? pod)
    {
        if (pod is not null)
            pods.Remove(pod);
    }

    public void Forget(NodeObject? node)
    {
        if (node is not null)
            nodes.Remove(node);
    }

    /// <summary>Pods below this controller may have another workload now.</summary>
    public void ControllerChanged(ControllerObject? before, ControllerObject? after)
    {
        if (Top(before) != Top(after) && (after ?? before) is { } either)
            changedControllers.Add((either.Namespace, either.Name));
    }

    /// <summary>Claims, volumes, classes or priorities changed.</summary>
    public void StorageChanged() => storageChanged = true;

    public Result<Cluster> Assemble(ApiVersions versions)
    {
        DropStale();
        var findings = new Findings(source);
        var amounts = new AmountReader(findings);
        var objects = new ApiObjects(findings);
        objects.Volumes.AddRange(tables.Volumes.All);
        objects.Claims.AddRange(tables.Claims.All);
        objects.StorageClasses.AddRange(tables.StorageClasses.All);
        objects.CsiNodes.AddRange(tables.CsiNodes.All);
        var owners = new Owners(tables.Controllers, findings);
        var storage = new Storage(objects, findings);
        var conversion = new PodConversion(new EffectiveRequests(amounts), new Priorities(tables.PriorityClasses.All), owners, storage);
        Node[] allNodes = [.. tables.Nodes.All.Select(node => NodeOf(node, amounts))];
        List<Pod> allPods = PodsOf(conversion, allNodes, findings);
        var budgets = new Budgets([], [], owners, findings);
        DisruptionBudget[] allBudgets = [.. tables.Budgets.All.Select(item => BudgetOf(budgets.Convert(item), versions))];
        if (findings.Fault is { } fault)
        {
            pods.Clear();
            nodes.Clear();
            return fault;
        }

        if (allNodes.Length == 0)
            return new Fault(source, "", "the cluster has no nodes", "check that the account may list nodes");
        return new Cluster
        {
            SourceName = source,
            Nodes = allNodes,
            Pods = allPods,
            Budgets = allBudgets,
            Volumes = storage.Volumes,
            Claims = storage.Claims,
            StorageClasses = storage.Classes,
            CsiNodes = storage.CsiNodes,
            Namespaces = tables.Namespaces.All.ToDictionary(n => n.Name, n => (n.Metadata?.Labels).Present(), StringComparer.Ordinal),
            Warnings = findings.Warnings,
        };
    }

    private static (string?, string?) Top(ControllerObject? controller) =>
        (controller?.Metadata?.OwnerReferences).Present().FirstOrDefault(o => o.Controller == true) is { } above ? (above.Kind, above.Name) : (null, controller?.Name);

    // policy/v1beta1 said that an empty selector matches no pod; policy/v1 says all of the namespace.
    private static DisruptionBudget BudgetOf(DisruptionBudget budget, ApiVersions versions) =>
        versions.Policy == "policy/v1beta1" && budget.Selector is { Requirements.Count: 0 } ? budget with { Selector = null } : budget;

    private void DropStale()
    {
        foreach (PodObject pod in pods.Keys.Where(IsStale).ToArray())
            pods.Remove(pod);
        changedControllers.Clear();
        storageChanged = false;
    }

    private bool IsStale(PodObject pod) =>
        (storageChanged && (pod.Spec?.Volumes is { Count: > 0 } || pod.Spec?.PriorityClassName is not null))
        || (changedControllers.Count > 0 && changedControllers.Contains((pod.Namespace, Owners.ControllerName(pod))));

    private Node NodeOf(NodeObject node, AmountReader amounts)
    {
        if (!nodes.TryGetValue(node, out Node? known))
            nodes[node] = known = NodeConversion.Convert(node, amounts);
        return known;
    }

    private List<Pod> PodsOf(PodConversion conversion, Node[] allNodes, Findings findings)
    {
        var names = allNodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var all = new List<Pod>(tables.Pods.All.Count);
        foreach (PodObject source in tables.Pods.All)
        {
            if (PodConversion.IsFinished(source))
                continue;
            if (!pods.TryGetValue(source, out Pod? pod))
            {
                pods[source] = pod = conversion.Convert(source);
                Conversions++;
            }

            // Its node was deleted a moment ago; the pod follows within minutes and holds no room that a plan could use.
            if (pod.NodeName is { } node && !names.Contains(node))
                findings.Warn($"pod {pod.FullName} is left out: its node {node} is gone");
            else
                all.Add(pod);
        }

        return all;
    }
}
