namespace Restow.Packing.Model;

/// <summary>The operators of label and node selectors.</summary>
public enum SelectorOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,

    /// <summary>The label's value, an integer, is greater than the one value given (node selectors only).</summary>
    Gt,

    /// <summary>The label's value, an integer, is less than the one value given (node selectors only).</summary>
    Lt,
}

/// <summary>One requirement of a selector.</summary>
public sealed record SelectorRequirement(string Key, SelectorOperator Operator, IReadOnlyList<string> Values);

/// <summary>metav1.LabelSelector: matchLabels and matchExpressions, all of which must hold. Without any it matches everything.</summary>
public sealed record LabelSelector(IReadOnlyList<SelectorRequirement> Requirements);

/// <summary>One term of a node selector; expressions on labels and on fields (<c>metadata.name</c>), all of which must hold. An empty term matches nothing.</summary>
public sealed record NodeSelectorTerm(IReadOnlyList<SelectorRequirement> Expressions, IReadOnlyList<SelectorRequirement> Fields);

/// <summary>A required pod affinity or anti-affinity term.</summary>
/// <param name="Selector">Which pods; <c>null</c> matches none. <c>matchLabelKeys</c> and <c>mismatchLabelKeys</c> are already merged in by the reader.</param>
/// <param name="Namespaces">Named namespaces; empty together with a null <paramref name="NamespaceSelector"/> means the pod's own.</param>
/// <param name="NamespaceSelector">Namespaces by label; an empty selector means all; <c>null</c> means none.</param>
/// <param name="TopologyKey">The node label whose value makes a domain.</param>
public sealed record PodAffinityTerm(LabelSelector? Selector, IReadOnlyList<string> Namespaces, LabelSelector? NamespaceSelector, string TopologyKey);

/// <summary>A preferred pod affinity (positive weight) or anti-affinity (negative) term: a score, not a filter.</summary>
public sealed record WeightedPodAffinityTerm(int Weight, PodAffinityTerm Term);

/// <summary>A preferred node affinity term: a score, not a filter.</summary>
public sealed record WeightedNodeSelectorTerm(int Weight, NodeSelectorTerm Term);

/// <summary>A topology spread constraint (core/v1 TopologySpreadConstraint) with its defaults applied; <c>matchLabelKeys</c> are merged into the selector.</summary>
/// <param name="Required">Whether it is DoNotSchedule (a filter) and not ScheduleAnyway (a score).</param>
/// <param name="HonorNodeAffinity">nodeAffinityPolicy, default Honor.</param>
/// <param name="HonorTaints">nodeTaintsPolicy, default Ignore.</param>
public sealed record TopologySpread(
    int MaxSkew, string TopologyKey, bool Required, LabelSelector? Selector, int MinDomains, bool HonorNodeAffinity, bool HonorTaints);

/// <summary>A node's taint. <paramref name="Effect"/> is NoSchedule, PreferNoSchedule or NoExecute.</summary>
public sealed record Taint(string Key, string Value, string Effect);

/// <summary>A pod's toleration. An empty key with Exists tolerates everything; an empty effect stands for all effects.</summary>
public sealed record Toleration(string Key, bool Exists, string Value, string Effect);

/// <summary>A host port. An empty address is 0.0.0.0.</summary>
public sealed record HostPort(string Address, string Protocol, int Port);
