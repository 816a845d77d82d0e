using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;

namespace Restow.Packing.Snapshots.Conversion;

/// <summary>Converts where a pod wants to be: affinity, spread, tolerations, host ports.</summary>
internal static class PodRules
{
    public static IReadOnlyList<PodAffinityTerm> Required(PodAffinityObject? affinity, IReadOnlyDictionary<string, string> labels, ICollection<string> unknown) =>
        [.. (affinity?.RequiredDuringSchedulingIgnoredDuringExecution).Present().Select(term => Term(term, labels, unknown))];

    /// <summary>Preferred affinity with positive and anti-affinity with negative weights.</summary>
    public static IReadOnlyList<WeightedPodAffinityTerm> Preferred(AffinityObject? affinity, IReadOnlyDictionary<string, string> labels, ICollection<string> unknown) =>
        [.. Weighted(affinity?.PodAffinity, 1, labels, unknown), .. Weighted(affinity?.PodAntiAffinity, -1, labels, unknown)];

    public static IReadOnlyList<WeightedNodeSelectorTerm> Preferred(NodeAffinityObject? affinity, ICollection<string> unknown) =>
        [.. (affinity?.PreferredDuringSchedulingIgnoredDuringExecution).Present()
            .Where(term => term.Preference is not null)
            .Select(term => new WeightedNodeSelectorTerm(Weight(term.Weight), Selectors.Convert(term.Preference!, unknown)))];

    public static IReadOnlyList<TopologySpread> Spread(PodSpec spec, IReadOnlyDictionary<string, string> labels, ICollection<string> unknown)
    {
        var spreads = new List<TopologySpread>();
        foreach (SpreadObject item in spec.TopologySpreadConstraints.Present())
        {
            if (item.WhenUnsatisfiable is not ("DoNotSchedule" or "ScheduleAnyway" or null))
                unknown.Add($"topology spread with whenUnsatisfiable \"{item.WhenUnsatisfiable}\" is not known");
            LabelSelector? selector = Selectors.Merge(Selectors.Convert(item.LabelSelector, unknown), item.MatchLabelKeys, SelectorOperator.In, labels);
            spreads.Add(new TopologySpread(
                Math.Max(1, item.MaxSkew ?? 1),
                item.TopologyKey ?? "",
                item.WhenUnsatisfiable != "ScheduleAnyway",
                selector,
                Math.Max(1, item.MinDomains ?? 1),
                item.NodeAffinityPolicy != "Ignore",
                item.NodeTaintsPolicy == "Honor"));
        }

        return spreads;
    }

    public static IReadOnlyList<Toleration> Tolerations(PodSpec spec, ICollection<string> unknown)
    {
        var tolerations = new List<Toleration>();
        foreach (TolerationObject item in spec.Tolerations.Present())
        {
            if (item.Operator is null or "" or "Equal" or "Exists")
                tolerations.Add(new Toleration(item.Key ?? "", item.Operator == "Exists", item.Value ?? "", item.Effect ?? ""));
            else
                unknown.Add($"toleration operator \"{item.Operator}\" on {item.Key} is not known");
        }

        return tolerations;
    }

    /// <summary>Ports of containers and sidecars; in the host's network every container port is a host port.</summary>
    public static IReadOnlyList<HostPort> HostPorts(PodSpec spec)
    {
        var ports = new List<HostPort>();
        foreach (ContainerObject container in spec.Containers.Present().Concat(spec.InitContainers.Present().Where(c => c.RestartPolicy == "Always")))
        {
            foreach (PortObject port in container.Ports.Present())
            {
                int number = port.HostPort is > 0 and int given ? given : spec.HostNetwork == true ? port.ContainerPort ?? 0 : 0;
                string address = port.HostIP is null or "0.0.0.0" ? "" : port.HostIP;
                if (number > 0)
                    ports.Add(new HostPort(address, port.Protocol is { Length: > 0 } protocol ? protocol : "TCP", number));
            }
        }

        return ports;
    }

    private static IEnumerable<WeightedPodAffinityTerm> Weighted(PodAffinityObject? affinity, int sign, IReadOnlyDictionary<string, string> labels, ICollection<string> unknown) =>
        (affinity?.PreferredDuringSchedulingIgnoredDuringExecution).Present()
        .Where(term => term.PodAffinityTerm is not null)
        .Select(term => new WeightedPodAffinityTerm(sign * Weight(term.Weight), Term(term.PodAffinityTerm!, labels, unknown)));

    /// <summary>Weights are 1 to 100; what is beyond must not upset sums.</summary>
    private static int Weight(int? weight) => Math.Clamp(weight ?? 1, 0, 100);

    private static PodAffinityTerm Term(PodTermObject term, IReadOnlyDictionary<string, string> labels, ICollection<string> unknown)
    {
        LabelSelector? selector = Selectors.Convert(term.LabelSelector, unknown);
        selector = Selectors.Merge(selector, term.MatchLabelKeys, SelectorOperator.In, labels);
        selector = Selectors.Merge(selector, term.MismatchLabelKeys, SelectorOperator.NotIn, labels);
        return new PodAffinityTerm(selector, [.. term.Namespaces.Present()], Selectors.Convert(term.NamespaceSelector, unknown), term.TopologyKey ?? "");
    }
}
