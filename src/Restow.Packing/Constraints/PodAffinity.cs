using System.Text;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>
/// Required pod affinity (plug-in InterPodAffinity): for each term the domain must hold a pod that matches <em>all</em> of the
/// terms. The first pod of a group that asks for itself may go anywhere where the topology labels are.
/// </summary>
internal sealed class PodAffinity : IConstraint
{
    public string Name => "InterPodAffinity";

    public IConstraintState? Bind(Cluster cluster)
    {
        if (!cluster.Pods.Any(pod => pod.Affinity.Count > 0))
            return null;
        var groups = new PodGroups(cluster);
        var domains = new Dictionary<string, TopologyDomains>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var sets = new List<TermSet>();
        var wantedBy = new List<int>[groups.Count];
        var setOf = new int[cluster.Pods.Count];
        var key = new StringBuilder();
        for (int pod = 0; pod < setOf.Length; pod++)
        {
            Pod owner = cluster.Pods[pod];
            setOf[pod] = -1;
            if (owner.Affinity.Count == 0)
                continue;
            string text = key.Text(owner.Namespace).PodTerms(owner.Affinity).Take();
            if (!known.TryGetValue(text, out setOf[pod]))
            {
                known[text] = setOf[pod] = sets.Count;
                sets.Add(Resolve(owner, sets.Count));
            }
        }

        return new State(groups.Of, setOf, [.. wantedBy.Select(list => list?.ToArray() ?? [])], sets);

        TermSet Resolve(Pod owner, int id)
        {
            PodTerm[] terms = [.. owner.Affinity.Select(term => new PodTerm(term, owner.Namespace, cluster))];
            foreach (int group in terms[0].Matching(groups))
            {
                if (terms.All(term => term.Matches(groups.Example(group))))
                    (wantedBy[group] ??= []).Add(id);
            }

            return new TermSet([.. terms.Select(term => term.TopologyKey).Distinct().Select(label => TopologyDomains.By(cluster, label, domains))]);
        }
    }

    /// <summary>The affinity terms of one kind of pod: where the pods are that match all of them, by topology.</summary>
    private sealed class TermSet(TopologyDomains[] topologies)
    {
        private readonly int[][] counts = [.. topologies.Select(topology => new int[topology.Count])];
        private int total;

        public bool Allows(int node, bool matchesItself)
        {
            bool near = true;
            for (int i = 0; i < topologies.Length; i++)
            {
                int where = topologies[i].Of[node];
                if (where < 0)
                    return false;
                near &= counts[i][where] > 0;
            }

            return near || (total == 0 && matchesItself);
        }

        public void Count(int node, int delta)
        {
            for (int i = 0; i < topologies.Length; i++)
            {
                int where = topologies[i].Of[node];
                if (where < 0)
                    continue;
                counts[i][where] += delta;
                total += delta;
            }
        }
    }

    private sealed class State(int[] groupOf, int[] setOf, int[][] wantedBy, List<TermSet> sets) : IConstraintState
    {
        public bool IsStatic => false;

        public bool IsMonotone => false;

        public bool Concerns(int pod) => setOf[pod] >= 0 || wantedBy[groupOf[pod]].Length > 0;

        public bool Allows(int pod, int node) =>
            setOf[pod] < 0 || sets[setOf[pod]].Allows(node, wantedBy[groupOf[pod]].AsSpan().Contains(setOf[pod]));

        public string Explain(int pod, int node) => "node(s) didn't match pod affinity rules";

        public void Add(int pod, int node)
        {
            foreach (int set in wantedBy[groupOf[pod]])
                sets[set].Count(node, 1);
        }

        public void Remove(int pod, int node)
        {
            foreach (int set in wantedBy[groupOf[pod]])
                sets[set].Count(node, -1);
        }
    }
}
