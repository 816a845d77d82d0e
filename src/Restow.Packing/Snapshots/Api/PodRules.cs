namespace Restow.Packing.Snapshots.Api;

/// <summary>v1.Affinity.</summary>
internal sealed class AffinityObject
{
    public NodeAffinityObject? NodeAffinity { get; set; }

    public PodAffinityObject? PodAffinity { get; set; }

    public PodAffinityObject? PodAntiAffinity { get; set; }
}

/// <summary>v1.NodeAffinity.</summary>
internal sealed class NodeAffinityObject
{
    public NodeSelectorObject? RequiredDuringSchedulingIgnoredDuringExecution { get; set; }

    public List<PreferredNodeTerm?>? PreferredDuringSchedulingIgnoredDuringExecution { get; set; }
}

/// <summary>v1.PreferredSchedulingTerm.</summary>
internal sealed class PreferredNodeTerm
{
    public int? Weight { get; set; }

    public NodeSelectorTermObject? Preference { get; set; }
}

/// <summary>v1.PodAffinity and v1.PodAntiAffinity.</summary>
internal sealed class PodAffinityObject
{
    public List<PodTermObject?>? RequiredDuringSchedulingIgnoredDuringExecution { get; set; }

    public List<PreferredPodTerm?>? PreferredDuringSchedulingIgnoredDuringExecution { get; set; }
}

/// <summary>v1.WeightedPodAffinityTerm.</summary>
internal sealed class PreferredPodTerm
{
    public int? Weight { get; set; }

    public PodTermObject? PodAffinityTerm { get; set; }
}

/// <summary>v1.PodAffinityTerm.</summary>
internal sealed class PodTermObject
{
    public LabelSelectorObject? LabelSelector { get; set; }

    public LabelSelectorObject? NamespaceSelector { get; set; }

    public List<string?>? Namespaces { get; set; }

    public string? TopologyKey { get; set; }

    public List<string?>? MatchLabelKeys { get; set; }

    public List<string?>? MismatchLabelKeys { get; set; }
}

/// <summary>v1.TopologySpreadConstraint.</summary>
internal sealed class SpreadObject
{
    public int? MaxSkew { get; set; }

    public int? MinDomains { get; set; }

    public string? TopologyKey { get; set; }

    public string? WhenUnsatisfiable { get; set; }

    public LabelSelectorObject? LabelSelector { get; set; }

    public List<string?>? MatchLabelKeys { get; set; }

    public string? NodeAffinityPolicy { get; set; }

    public string? NodeTaintsPolicy { get; set; }
}

/// <summary>v1.Toleration.</summary>
internal sealed class TolerationObject
{
    public string? Key { get; set; }

    public string? Operator { get; set; }

    public string? Value { get; set; }

    public string? Effect { get; set; }
}
