using Restow.Packing.Model;

namespace Restow.Packing.Constraints.Matching;

/// <summary>Node selectors, as <c>k8s.io/component-helpers/scheduling/corev1/nodeaffinity</c> evaluates them.</summary>
internal static class NodeMatching
{
    private const string NameField = "metadata.name";

    /// <summary>Whether any of the terms matches. No terms match no node.</summary>
    public static bool MatchesAny(IReadOnlyList<NodeSelectorTerm> terms, Node node)
    {
        for (int i = 0; i < terms.Count; i++)
        {
            if (Matches(terms[i], node))
                return true;
        }

        return false;
    }

    /// <summary>Whether all of a term's requirements hold. An empty term matches nothing.</summary>
    public static bool Matches(NodeSelectorTerm term, Node node)
    {
        if (term.Expressions.Count == 0 && term.Fields.Count == 0)
            return false;
        for (int i = 0; i < term.Expressions.Count; i++)
        {
            if (!LabelMatching.Matches(term.Expressions[i], node.Labels))
                return false;
        }

        for (int i = 0; i < term.Fields.Count; i++)
        {
            if (!MatchesField(term.Fields[i], node))
                return false;
        }

        return true;
    }

    /// <summary>Whether the pod's nodeSelector and required node affinity both hold.</summary>
    public static bool MatchesRequired(Pod pod, Node node)
    {
        foreach ((string key, string value) in pod.NodeSelector)
        {
            if (!node.Labels.TryGetValue(key, out string? actual) || actual != value)
                return false;
        }

        return pod.NodeAffinity is null || MatchesAny(pod.NodeAffinity, node);
    }

    private static bool MatchesField(SelectorRequirement field, Node node)
    {
        if (field.Key != NameField)
            return false;
        return field.Operator switch
        {
            SelectorOperator.In => field.Values.Contains(node.Name),
            SelectorOperator.NotIn => !field.Values.Contains(node.Name),
            _ => false,
        };
    }
}
