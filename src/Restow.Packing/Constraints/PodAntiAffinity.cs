using System.Text;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>
/// Required pod anti-affinity in both directions (plug-in InterPodAffinity): a pod stays out of domains that hold a pod it
/// avoids, and out of those that hold a pod which avoids it.
/// </summary>
internal sealed class PodAntiAffinity : IConstraint
{
    public string Name => "InterPodAffinity";

    public IConstraintState? Bind(Cluster cluster)
    {
        if (!cluster.Pods.Any(pod => pod.AntiAffinity.Count > 0))
            return null;
        var groups = new PodGroups(cluster);
        var domains = new Dictionary<string, TopologyDomains>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var terms = new List<TopologyDomains>();
        var avoidedBy = new List<int>[groups.Count];
        var own = new int[cluster.Pods.Count][];
        var key = new StringBuilder();
        for (int pod = 0; pod < own.Length; pod++)
            own[pod] = [.. cluster.Pods[pod].AntiAffinity.Select(term => IdOf(cluster.Pods[pod], term)).Distinct()];
        return new State(groups.Of, own, [.. avoidedBy.Select(list => list?.ToArray() ?? [])], terms);

        int IdOf(Pod owner, PodAffinityTerm term)
        {
            string text = key.Text(owner.Namespace).PodTerm(term).Take();
            if (known.TryGetValue(text, out int id))
                return id;
            known[text] = id = terms.Count;
            var resolved = new PodTerm(term, owner.Namespace, cluster);
            terms.Add(TopologyDomains.By(cluster, resolved.TopologyKey, domains));
            foreach (int group in resolved.Matching(groups))
                (avoidedBy[group] ??= []).Add(id);
            return id;
        }
    }

    private sealed class State(int[] groupOf, int[][] own, int[][] avoidedBy, List<TopologyDomains> terms) : IConstraintState
    {
        private readonly int[][] domain = [.. terms.Select(term => term.Of)];

        // By term and domain: pods that the term avoids, and pods that have the term.
        private readonly int[][] avoided = [.. terms.Select(term => new int[term.Count])];
        private readonly int[][] owners = [.. terms.Select(term => new int[term.Count])];

        public bool IsStatic => false;

        public bool IsMonotone => true;

        public bool Concerns(int pod) => own[pod].Length > 0 || avoidedBy[groupOf[pod]].Length > 0;

        public bool Allows(int pod, int node) => IsClear(own[pod], avoided, node) && IsClear(avoidedBy[groupOf[pod]], owners, node);

        public string Explain(int pod, int node) => IsClear(own[pod], avoided, node)
            ? "node(s) didn't satisfy existing pods anti-affinity rules"
            : "node(s) didn't match pod anti-affinity rules";

        public void Add(int pod, int node) => Count(pod, node, 1);

        public void Remove(int pod, int node) => Count(pod, node, -1);

        private bool IsClear(int[] ofPod, int[][] counts, int node)
        {
            foreach (int term in ofPod)
            {
                int where = domain[term][node];
                if (where >= 0 && counts[term][where] > 0)
                    return false;
            }

            return true;
        }

        private void Count(int pod, int node, int delta)
        {
            Count(own[pod], owners, node, delta);
            Count(avoidedBy[groupOf[pod]], avoided, node, delta);
        }

        private void Count(int[] ofPod, int[][] counts, int node, int delta)
        {
            foreach (int term in ofPod)
            {
                int where = domain[term][node];
                if (where >= 0)
                    counts[term][where] += delta;
            }
        }
    }
}
