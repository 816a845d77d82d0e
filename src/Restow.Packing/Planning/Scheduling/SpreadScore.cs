using System.Text;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Planning.Scheduling;

/// <summary>
/// Topology spread as a score (plug-in PodTopologySpread, weight 2): ScheduleAnyway constraints or, for pods without any constraint, the
/// system's defaults: hostname with maxSkew 3 and zone with maxSkew 5 over the pods of the same controller.
/// </summary>
/// <remarks>Upstream takes the default selector from the services and controllers that select the pod; here it is the controller.</remarks>
internal sealed class SpreadScore : INodeScore
{
    private const int Weight = 2;
    private const string Hostname = "kubernetes.io/hostname";
    private const string Zone = "topology.kubernetes.io/zone";
    private readonly Soft[]?[] rules;
    private readonly int[] nodeOf;
    private readonly double[] raw;

    private SpreadScore(Soft[]?[] rules, int nodes)
    {
        this.rules = rules;
        nodeOf = new int[rules.Length];
        Array.Fill(nodeOf, -1);
        raw = new double[nodes];
    }

    /// <summary>The score; <c>null</c> where no pod is spread.</summary>
    public static SpreadScore? For(Cluster cluster)
    {
        var built = new SpreadRules(cluster);
        var rules = new Soft[]?[cluster.Pods.Count];
        for (int pod = 0; pod < rules.Length; pod++)
            rules[pod] = built.Of(pod);
        return rules.Any(rule => rule is not null) ? new SpreadScore(rules, cluster.Nodes.Count) : null;
    }

    public void Score(int pod, ReadOnlySpan<int> nodes, Span<long> totals)
    {
        if (rules[pod] is not { } soft)
            return;
        Span<double> sums = raw.AsSpan(0, nodes.Length);
        sums.Clear();
        foreach (Soft rule in soft)
            rule.AddTo(sums, nodes, nodeOf, pod);
        long least = long.MaxValue;
        long most = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            if (IsIgnored(soft, nodes[i]))
                continue;
            long rounded = (long)Math.Round(sums[i], MidpointRounding.AwayFromZero);
            least = Math.Min(least, rounded);
            most = Math.Max(most, rounded);
        }

        for (int i = 0; i < sums.Length; i++)
        {
            if (IsIgnored(soft, nodes[i]))
                continue;
            long rounded = (long)Math.Round(sums[i], MidpointRounding.AwayFromZero);
            totals[i] += Weight * (most == 0 ? 100 : 100 * (most + least - rounded) / most);
        }
    }

    public void Add(int pod, int node) => nodeOf[pod] = node;

    public void Remove(int pod, int node) => nodeOf[pod] = -1;

    private static bool IsIgnored(Soft[] soft, int node)
    {
        foreach (Soft rule in soft)
        {
            if (rule.NeedsLabel && rule.Topology.Of[node] < 0)
                return true;
        }

        return false;
    }

    /// <summary>One soft constraint of pods that are alike, with the pods that it counts.</summary>
    internal sealed record Soft(TopologyDomains Topology, bool PerNode, int MaxSkew, bool NeedsLabel, int[] Counted, bool[]? Eligible)
    {
        private readonly int[] counts = new int[Topology.Count];
        private readonly bool[] reachable = new bool[Topology.Count];

        public void AddTo(Span<double> sums, ReadOnlySpan<int> nodes, int[] nodeOf, int pod)
        {
            Array.Clear(counts);
            Array.Clear(reachable);
            foreach (int other in Counted)
            {
                int node = nodeOf[other];
                if (node >= 0 && other != pod && Topology.Of[node] >= 0 && (PerNode || Eligible is null || Eligible[node]))
                    counts[Topology.Of[node]]++;
            }

            int size = 0;
            foreach (int node in nodes)
            {
                int domain = Topology.Of[node];
                if (domain < 0 || reachable[domain])
                    continue;
                reachable[domain] = true;
                size++;
            }

            double weight = Math.Log(size + 2);
            for (int i = 0; i < nodes.Length; i++)
            {
                int domain = Topology.Of[nodes[i]];
                if (domain >= 0)
                    sums[i] += (counts[domain] * weight) + (MaxSkew - 1);
            }
        }
    }

    /// <summary>Resolves each pod's soft constraints; pods that are alike share theirs.</summary>
    private sealed class SpreadRules
    {
        private readonly Cluster cluster;
        private readonly Dictionary<string, TopologyDomains> domains = [];
        private readonly Dictionary<string, Soft[]> known = new(StringComparer.Ordinal);
        private readonly Dictionary<(string, string), int[]> siblings;
        private readonly ILookup<string, int> byNamespace;
        private readonly StringBuilder key = new();

        public SpreadRules(Cluster cluster)
        {
            this.cluster = cluster;

            // The kubelet gives every node its name as a label; a trace's nodes have none.
            domains[Hostname] = new TopologyDomains([.. Enumerable.Range(0, cluster.Nodes.Count)], cluster.Nodes.Count);
            IEnumerable<int> counting = Enumerable.Range(0, cluster.Pods.Count).Where(pod => !cluster.Pods[pod].Terminating);
            siblings = counting.Where(pod => cluster.Pods[pod].Workload is not null)
                .GroupBy(pod => (cluster.Pods[pod].Namespace, cluster.Pods[pod].Workload!.ControllerUid))
                .ToDictionary(group => group.Key, group => group.ToArray());
            byNamespace = counting.ToLookup(pod => cluster.Pods[pod].Namespace);
        }

        public Soft[]? Of(int index)
        {
            Pod pod = cluster.Pods[index];
            if (pod.Spread.Count == 0)
            {
                return pod.Workload is { } workload && siblings.TryGetValue((pod.Namespace, workload.ControllerUid), out int[]? all) && all.Length > 1
                    ? Known(key.Text("default").Text(pod.Namespace).Text(workload.ControllerUid).Take(), () => Defaults(all))
                    : null;
            }

            TopologySpread[] soft = [.. pod.Spread.Where(spread => !spread.Required)];
            if (soft.Length == 0)
                return null;
            string text = key.Text(pod.Namespace).Spreads(soft).Map(pod.NodeSelector).NodeTerms(pod.NodeAffinity).Tolerations(pod.Tolerations).Take();
            return Known(text, () => [.. soft.Select(spread => Resolve(pod, spread))]);
        }

        private Soft[] Known(string text, Func<Soft[]> build) => known.TryGetValue(text, out Soft[]? rules) ? rules : known[text] = build();

        private Soft[] Defaults(int[] all)
        {
            var host = new Soft(By(Hostname), true, 3, false, all, null);
            TopologyDomains zones = By(Zone);
            return zones.Count == 0 ? [host] : [host, new Soft(zones, false, 5, false, all, null)];
        }

        private Soft Resolve(Pod pod, TopologySpread spread)
        {
            bool[] eligible = [.. cluster.Nodes.Select(node =>
                (!spread.HonorNodeAffinity || NodeMatching.MatchesRequired(pod, node)) &&
                (!spread.HonorTaints || Tolerance.FirstUntolerated(pod.Tolerations, node) is null))];
            int[] counted = spread.Selector is { Requirements.Count: > 0 }
                ? [.. byNamespace[pod.Namespace].Where(other => LabelMatching.Matches(spread.Selector, cluster.Pods[other].Labels))]
                : [];
            return new Soft(By(spread.TopologyKey), spread.TopologyKey == Hostname, spread.MaxSkew, true, counted, eligible);
        }

        private TopologyDomains By(string label) => TopologyDomains.By(cluster, label, domains);
    }
}
