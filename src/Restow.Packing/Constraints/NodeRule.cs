using System.Text;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>
/// Base of the default rules that depend on the pod and the node alone. Pods alike in what the rule reads share one row of
/// verdicts, filled on demand, so that asking again costs one look-up.
/// </summary>
internal abstract class NodeRule : IConstraint
{
    public abstract string Name { get; }

    /// <summary>Whether any node of the cluster, or anything else in it, can make the rule refuse.</summary>
    protected virtual bool Applies(Cluster cluster) => true;

    /// <summary>Whether the rule can refuse this pod any node at all.</summary>
    protected abstract bool Concerns(Cluster cluster, Pod pod);

    /// <summary>Everything that the rule reads of the pod.</summary>
    protected abstract void Key(StringBuilder key, Pod pod);

    /// <summary>Why the pod may not run on the node; <c>null</c> when it may.</summary>
    protected abstract string? Rejects(Cluster cluster, Pod pod, Node node);

    public IConstraintState? Bind(Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        if (!Applies(cluster))
            return null;
        var classes = new int[cluster.Pods.Count];
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var key = new StringBuilder();
        for (int pod = 0; pod < classes.Length; pod++)
        {
            classes[pod] = -1;
            if (!Concerns(cluster, cluster.Pods[pod]))
                continue;
            Key(key, cluster.Pods[pod]);
            string text = key.ToString();
            key.Clear();
            if (!known.TryGetValue(text, out classes[pod]))
                known[text] = classes[pod] = known.Count;
        }

        return known.Count == 0 ? null : new State(this, cluster, classes, known.Count);
    }

    private sealed class State(NodeRule rule, Cluster cluster, int[] classes, int count) : IConstraintState
    {
        private const byte Allowed = 1;
        private const byte Refused = 2;
        private readonly byte[]?[] verdicts = new byte[]?[count];

        public bool IsStatic => true;

        public bool IsMonotone => true;

        public bool Concerns(int pod) => classes[pod] >= 0;

        public bool Allows(int pod, int node)
        {
            int row = classes[pod];
            if (row < 0)
                return true;
            byte[] known = verdicts[row] ??= new byte[cluster.Nodes.Count];
            if (known[node] == 0)
                known[node] = rule.Rejects(cluster, cluster.Pods[pod], cluster.Nodes[node]) is null ? Allowed : Refused;
            return known[node] == Allowed;
        }

        public string Explain(int pod, int node) =>
            Concerns(pod) ? rule.Rejects(cluster, cluster.Pods[pod], cluster.Nodes[node]) ?? "" : "";

        public void Add(int pod, int node)
        {
        }

        public void Remove(int pod, int node)
        {
        }
    }
}
