using System.Text;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints.Matching;

/// <summary>
/// Writes parts of the model as text that is equal where the parts mean the same, so that pods alike in what a rule reads
/// share one evaluation. Records with lists compare those by reference, which would keep every pod apart.
/// </summary>
internal static class ModelKeys
{
    private const char End = '\u0001';
    private const char Close = '\u0002';

    public static StringBuilder Text(this StringBuilder key, string text) => key.Append(text).Append(End);

    public static StringBuilder Number(this StringBuilder key, long number) => key.Append(number).Append(End);

    public static StringBuilder Texts(this StringBuilder key, IReadOnlyList<string> texts)
    {
        for (int i = 0; i < texts.Count; i++)
            key.Text(texts[i]);
        return key.Append(Close);
    }

    public static StringBuilder Map(this StringBuilder key, IReadOnlyDictionary<string, string> map)
    {
        if (map.Count == 1)
        {
            foreach ((string name, string value) in map)
                key.Text(name).Text(value);
        }
        else if (map.Count > 1)
        {
            foreach ((string name, string value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                key.Text(name).Text(value);
        }

        return key.Append(Close);
    }

    public static StringBuilder Selector(this StringBuilder key, LabelSelector? selector) =>
        selector is null ? key.Append('-') : key.Requirements(selector.Requirements);

    public static StringBuilder Requirements(this StringBuilder key, IReadOnlyList<SelectorRequirement> requirements)
    {
        foreach (SelectorRequirement requirement in requirements)
            key.Text(requirement.Key).Append((char)('a' + (int)requirement.Operator)).Texts(requirement.Values);
        return key.Append(Close);
    }

    public static StringBuilder NodeTerms(this StringBuilder key, IReadOnlyList<NodeSelectorTerm>? terms)
    {
        if (terms is null)
            return key.Append('-');
        foreach (NodeSelectorTerm term in terms)
            key.Requirements(term.Expressions).Requirements(term.Fields);
        return key.Append(Close);
    }

    public static StringBuilder Tolerations(this StringBuilder key, IReadOnlyList<Toleration> tolerations)
    {
        foreach (Toleration t in tolerations)
            key.Text(t.Key).Append(t.Exists ? 'e' : '=').Text(t.Value).Text(t.Effect);
        return key.Append(Close);
    }

    public static StringBuilder PodTerms(this StringBuilder key, IReadOnlyList<PodAffinityTerm> terms)
    {
        foreach (PodAffinityTerm term in terms)
            key.PodTerm(term);
        return key.Append(Close);
    }

    public static StringBuilder PodTerm(this StringBuilder key, PodAffinityTerm term) =>
        key.Selector(term.Selector).Texts(term.Namespaces).Selector(term.NamespaceSelector).Text(term.TopologyKey);

    public static StringBuilder Spreads(this StringBuilder key, IReadOnlyList<TopologySpread> spreads)
    {
        foreach (TopologySpread s in spreads)
        {
            key.Number(s.MaxSkew).Text(s.TopologyKey).Append(s.Required ? 'r' : 'p').Selector(s.Selector).Number(s.MinDomains)
                .Append(s.HonorNodeAffinity ? 'a' : '-').Append(s.HonorTaints ? 't' : '-');
        }

        return key.Append(Close);
    }

    /// <summary>Everything that decides where a pod may run now: its specification, and what the scheduler and the API did to it since.</summary>
    public static StringBuilder SchedulingOf(this StringBuilder key, Pod pod) =>
        key.SpecificationOf(pod).Text(pod.NominatedNodeName ?? "").Append(pod.Terminating ? 't' : '-');

    /// <summary>Everything of a pod's specification that decides where it may run, which leaves out its name and what it prefers.</summary>
    public static StringBuilder SpecificationOf(this StringBuilder key, Pod pod)
    {
        key.Text(pod.Namespace).Map(pod.Labels).Number(pod.Priority);
        foreach ((string name, long amount) in pod.Requests.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            key.Text(name).Number(amount);
        key.Tolerations(pod.Tolerations).Map(pod.NodeSelector).NodeTerms(pod.NodeAffinity);
        key.PodTerms(pod.Affinity).PodTerms(pod.AntiAffinity).Spreads(pod.Spread);
        foreach (HostPort port in pod.HostPorts)
            key.Text(port.Address).Text(port.Protocol).Number(port.Port);
        return key.Texts(pod.Claims).Texts(pod.GpuModels);
    }

    /// <summary>The text, after which the builder is empty again.</summary>
    public static string Take(this StringBuilder key)
    {
        string text = key.ToString();
        key.Clear();
        return text;
    }
}
