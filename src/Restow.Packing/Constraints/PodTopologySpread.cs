using System.Text;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>
/// Topology spread constraints with DoNotSchedule (plug-in PodTopologySpread): a domain may hold at most maxSkew matching
/// pods more than the emptiest domain. As there, terminating pods do not count, an empty selector counts no pod, and a node
/// counts if it has the labels of all the pod's constraints and passes the inclusion policies.
/// </summary>
internal sealed class PodTopologySpread : IConstraint
{
    public string Name => "PodTopologySpread";

    public IConstraintState? Bind(Cluster cluster)
    {
        if (!cluster.Pods.Any(pod => pod.Spread.Any(spread => spread.Required)))
            return null;
        var groups = new PodGroups(cluster);
        var domains = new Dictionary<string, TopologyDomains>();
        var known = new Dictionary<string, SpreadCounts[]>(StringComparer.Ordinal);
        var countedBy = new List<SpreadCounts>[groups.Count];
        var rules = new Rule[cluster.Pods.Count][];
        var key = new StringBuilder();
        for (int pod = 0; pod < rules.Length; pod++)
        {
            Pod owner = cluster.Pods[pod];
            TopologySpread[] spreads = [.. owner.Spread.Where(spread => spread.Required)];
            if (spreads.Length == 0)
            {
                rules[pod] = [];
                continue;
            }

            string text = KeyOf(key, owner, spreads);
            if (!known.TryGetValue(text, out SpreadCounts[]? counts))
                known[text] = counts = Resolve(owner, spreads);
            rules[pod] = [.. spreads.Select((spread, i) => new Rule(counts[i], spread.MaxSkew - CountsItself(spread, owner), spread.MinDomains))];
        }

        bool[] leaving = [.. cluster.Pods.Select(pod => pod.Terminating)];
        return new State(groups.Of, rules, [.. countedBy.Select(list => list?.ToArray() ?? [])], leaving);

        SpreadCounts[] Resolve(Pod owner, TopologySpread[] spreads)
        {
            TopologyDomains[] topologies = [.. spreads.Select(spread => TopologyDomains.By(cluster, spread.TopologyKey, domains))];
            var resolved = new SpreadCounts[spreads.Length];
            for (int i = 0; i < spreads.Length; i++)
            {
                TopologySpread spread = spreads[i];
                resolved[i] = new SpreadCounts(topologies[i], Eligible(cluster, owner, spread, topologies));
                if (spread.Selector is not { Requirements.Count: > 0 })
                    continue;
                foreach (int group in groups.Candidates(spread.Selector))
                {
                    Pod example = groups.Example(group);
                    if (example.Namespace == owner.Namespace && LabelMatching.Matches(spread.Selector, example.Labels))
                        (countedBy[group] ??= []).Add(resolved[i]);
                }
            }

            return resolved;
        }
    }

    private static int CountsItself(TopologySpread spread, Pod owner) => LabelMatching.Matches(spread.Selector, owner.Labels) ? 1 : 0;

    private static string KeyOf(StringBuilder key, Pod owner, TopologySpread[] spreads)
    {
        // The owner's affinity and tolerations decide which nodes count.
        key.Text(owner.Namespace).Spreads(spreads);
        if (spreads.Any(spread => spread.HonorNodeAffinity))
            key.Map(owner.NodeSelector).NodeTerms(owner.NodeAffinity);
        if (spreads.Any(spread => spread.HonorTaints))
            key.Tolerations(owner.Tolerations);
        return key.Take();
    }

    private static bool[] Eligible(Cluster cluster, Pod owner, TopologySpread spread, TopologyDomains[] topologies)
    {
        var eligible = new bool[cluster.Nodes.Count];
        for (int node = 0; node < eligible.Length; node++)
        {
            eligible[node] = topologies.All(topology => topology.Of[node] >= 0) &&
                (!spread.HonorNodeAffinity || NodeMatching.MatchesRequired(owner, cluster.Nodes[node])) &&
                (!spread.HonorTaints || Tolerance.FirstUntolerated(owner.Tolerations, cluster.Nodes[node]) is null);
        }

        return eligible;
    }

    /// <param name="Room">maxSkew less one if the pod counts itself: the domain may be this far above the least.</param>
    private sealed record Rule(SpreadCounts Counts, int Room, int MinDomains)
    {
        public bool Allows(int node) => Counts.HasLabel(node) && Counts.At(node) - Counts.Least(MinDomains) <= Room;
    }

    private sealed class State(int[] groupOf, Rule[][] rules, SpreadCounts[][] countedBy, bool[] leaving) : IConstraintState
    {
        public bool IsStatic => false;

        public bool IsMonotone => false;

        public bool Concerns(int pod) => rules[pod].Length > 0 || (countedBy[groupOf[pod]].Length > 0 && !leaving[pod]);

        public bool Allows(int pod, int node)
        {
            foreach (Rule rule in rules[pod])
            {
                if (!rule.Allows(node))
                    return false;
            }

            return true;
        }

        public string Explain(int pod, int node)
        {
            bool labelled = rules[pod].First(rule => !rule.Allows(node)).Counts.HasLabel(node);
            return "node(s) didn't match pod topology spread constraints" + (labelled ? "" : " (missing required label)");
        }

        public void Add(int pod, int node)
        {
            if (leaving[pod])
                return;
            foreach (SpreadCounts counts in countedBy[groupOf[pod]])
                counts.Add(node);
        }

        public void Remove(int pod, int node)
        {
            if (leaving[pod])
                return;
            foreach (SpreadCounts counts in countedBy[groupOf[pod]])
                counts.Remove(node);
        }
    }
}
