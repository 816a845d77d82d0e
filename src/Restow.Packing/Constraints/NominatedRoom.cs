using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>
/// Room that preemption reserves: on the nominated node of a pending pod, pods of the same or a lower priority get only what
/// that pod leaves (the scheduler framework's RunFilterPluginsWithNominatedPods, for resources). The reservation ends where
/// the nominated pod is placed.
/// </summary>
/// <remarks>Pods that terminate there count as gone: the nominated pod waits for exactly that room.</remarks>
internal sealed class NominatedRoom : IConstraint
{
    public string Name => "NominatedRoom";

    public IConstraintState? Bind(Cluster cluster)
    {
        var byNode = new List<int>[cluster.Nodes.Count];
        bool any = false;
        for (int pod = 0; pod < cluster.Pods.Count; pod++)
        {
            Pod nominated = cluster.Pods[pod];
            if (nominated.NodeName is null && !nominated.Terminating && nominated.NominatedNodeName is { } name &&
                cluster.NodeIndex.TryGetValue(name, out int node))
            {
                (byNode[node] ??= []).Add(pod);
                any = true;
            }
        }

        return any ? new State(cluster, [.. byNode.Select(list => list?.ToArray() ?? [])]) : null;
    }

    private sealed class State : IConstraintState
    {
        private readonly Cluster cluster;
        private readonly int[][] nominated;
        private readonly string[] names;
        private readonly long[] requests;
        private readonly long[] free;
        private readonly bool[] placed;

        public State(Cluster cluster, int[][] nominated)
        {
            this.cluster = cluster;
            this.nominated = nominated;
            names = [.. nominated.SelectMany(pods => pods).SelectMany(pod => cluster.Pods[pod].Requests).Where(r => r.Value > 0).Select(r => r.Key).Distinct()];
            requests = [.. cluster.Pods.SelectMany(pod => names.Select(pod.Requests.Of))];
            free = [.. cluster.Nodes.SelectMany(node => names.Select(node.Allocatable.Of))];
            placed = new bool[cluster.Pods.Count];
        }

        public bool IsStatic => false;

        // Taking a nominated pod off its place brings its reservation back.
        public bool IsMonotone => false;

        public bool Concerns(int pod) => !cluster.Pods[pod].Terminating;

        public bool Allows(int pod, int node) => Short(pod, node) < 0;

        public string Explain(int pod, int node)
        {
            int name = Short(pod, node);
            return name < 0 ? "" : names[name] == Resources.Pods ? "Too many pods" : $"Insufficient {names[name]}";
        }

        public void Add(int pod, int node) => Charge(pod, node, -1);

        public void Remove(int pod, int node) => Charge(pod, node, 1);

        private int Short(int pod, int node)
        {
            if (nominated[node].Length == 0 || cluster.Pods[pod].Terminating)
                return -1;
            for (int r = 0; r < names.Length; r++)
            {
                long want = requests[(pod * names.Length) + r];
                if (want == 0)
                    continue;
                long reserved = 0;
                foreach (int other in nominated[node])
                {
                    if (other != pod && !placed[other] && cluster.Pods[other].Priority >= cluster.Pods[pod].Priority)
                        reserved += requests[(other * names.Length) + r];
                }

                if (reserved > 0 && free[(node * names.Length) + r] - want < reserved)
                    return r;
            }

            return -1;
        }

        private void Charge(int pod, int node, int sign)
        {
            placed[pod] = sign < 0;
            if (cluster.Pods[pod].Terminating)
                return;
            for (int r = 0; r < names.Length; r++)
                free[(node * names.Length) + r] += sign * requests[(pod * names.Length) + r];
        }
    }
}
