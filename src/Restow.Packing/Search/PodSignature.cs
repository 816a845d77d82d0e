using System.Globalization;
using System.Text;
using Restow.Packing.Model;

namespace Restow.Packing.Search;

/// <summary>
/// A text that is equal for pods which the scheduler cannot tell apart: everything of the spec that decides where a pod
/// may run, without its name, its age and its node.
/// </summary>
internal static class PodSignature
{
    public static string Of(Pod pod)
    {
        var text = new StringBuilder(160);
        text.Append(pod.Namespace).Append('|').Append(pod.Priority).Append('|').Append(pod.NeverPreempts).Append('|');
        Map(text, pod.Labels);
        Map(text, pod.NodeSelector);
        foreach ((string name, long amount) in pod.Requests.OrderBy(r => r.Key, StringComparer.Ordinal))
            text.Append(name).Append('=').Append(amount.ToString(CultureInfo.InvariantCulture)).Append(';');
        text.Append('|');
        foreach (Toleration t in pod.Tolerations)
            text.Append(t).Append(';');
        text.Append('|');
        if (pod.NodeAffinity is { } terms)
        {
            foreach (NodeSelectorTerm term in terms)
                Term(text, term);
        }

        text.Append('|');
        foreach (PodAffinityTerm term in pod.Affinity)
            Term(text, term);
        text.Append('|');
        foreach (PodAffinityTerm term in pod.AntiAffinity)
            Term(text, term);
        text.Append('|');
        foreach (TopologySpread spread in pod.Spread)
        {
            text.Append(spread.MaxSkew).Append(spread.TopologyKey).Append(spread.Required).Append(spread.MinDomains)
                .Append(spread.HonorNodeAffinity).Append(spread.HonorTaints);
            Selector(text, spread.Selector);
        }

        text.Append('|');
        foreach (HostPort port in pod.HostPorts)
            text.Append(port).Append(';');
        text.Append('|').AppendJoin(',', pod.Claims).Append('|').AppendJoin(',', pod.GpuModels);
        return text.ToString();
    }

    private static void Map(StringBuilder text, IReadOnlyDictionary<string, string> map)
    {
        foreach ((string key, string value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append(key).Append('=').Append(value).Append(';');
        text.Append('|');
    }

    private static void Term(StringBuilder text, NodeSelectorTerm term)
    {
        text.Append('(');
        Requirements(text, term.Expressions);
        text.Append('/');
        Requirements(text, term.Fields);
        text.Append(')');
    }

    private static void Term(StringBuilder text, PodAffinityTerm term)
    {
        text.Append('(').Append(term.TopologyKey).Append('/').AppendJoin(',', term.Namespaces).Append('/');
        Selector(text, term.Selector);
        Selector(text, term.NamespaceSelector);
        text.Append(')');
    }

    private static void Selector(StringBuilder text, LabelSelector? selector)
    {
        if (selector is null)
        {
            text.Append('-');
            return;
        }

        text.Append('[');
        Requirements(text, selector.Requirements);
        text.Append(']');
    }

    private static void Requirements(StringBuilder text, IReadOnlyList<SelectorRequirement> requirements)
    {
        foreach (SelectorRequirement r in requirements)
            text.Append(r.Key).Append(' ').Append(r.Operator).Append(' ').AppendJoin(',', r.Values).Append(';');
    }
}
