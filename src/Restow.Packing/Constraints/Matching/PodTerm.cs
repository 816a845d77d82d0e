using Restow.Packing.Model;

namespace Restow.Packing.Constraints.Matching;

/// <summary>
/// A pod (anti-)affinity term with its namespaces resolved against its owner's, as the scheduler framework's AffinityTerm.
/// </summary>
internal sealed class PodTerm
{
    private readonly LabelSelector? selector;
    private readonly HashSet<string> namespaces;
    private readonly LabelSelector? namespaceSelector;
    private readonly Cluster cluster;

    public PodTerm(PodAffinityTerm term, string ownNamespace, Cluster cluster)
    {
        selector = term.Selector;
        namespaceSelector = term.NamespaceSelector;
        bool own = term.Namespaces.Count == 0 && term.NamespaceSelector is null;
        namespaces = own ? [ownNamespace] : [.. term.Namespaces];
        TopologyKey = term.TopologyKey;
        this.cluster = cluster;
    }

    public string TopologyKey { get; }

    public bool Matches(Pod pod) => MatchesNamespace(pod.Namespace) && LabelMatching.Matches(selector, pod.Labels);

    /// <summary>The groups whose pods match.</summary>
    public IEnumerable<int> Matching(PodGroups groups) => groups.Candidates(selector).Where(group => Matches(groups.Example(group)));

    private bool MatchesNamespace(string name) =>
        namespaces.Contains(name) || (namespaceSelector is not null && LabelMatching.Matches(namespaceSelector, LabelsOf(name)));

    // The API server labels every namespace with its name; a snapshot without namespaces still shows that much.
    private IReadOnlyDictionary<string, string> LabelsOf(string name) =>
        cluster.Namespaces.TryGetValue(name, out IReadOnlyDictionary<string, string>? labels)
            ? labels
            : new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = name };
}
