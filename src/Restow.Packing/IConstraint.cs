using Restow.Packing.Model;

namespace Restow.Packing;

/// <summary>
/// One rule on which pod may run where. Implement it to teach the packer a rule of your own, and pass it in
/// <see cref="PackingOptions.Constraints"/> together with <see cref="PackingOptions.DefaultConstraints"/>.
/// </summary>
public interface IConstraint
{
    /// <summary>The name of the kube-scheduler plug-in that it mirrors, or one of your own.</summary>
    string Name { get; }

    /// <summary>
    /// Binds the rule to a cluster.
    /// </summary>
    /// <returns>The rule's state with <em>no</em> pod placed, or <c>null</c> when it restricts no pod of this cluster.</returns>
    IConstraintState? Bind(Cluster cluster);
}

/// <summary>
/// A rule at work on one placement. Pods and nodes are indices into the cluster's lists. The owner calls
/// <see cref="Add"/> and <see cref="Remove"/> for every pod that comes and goes, immovable ones included.
/// </summary>
/// <remarks>Not thread-safe; each search thread binds its own.</remarks>
public interface IConstraintState
{
    /// <summary>Whether <see cref="Allows"/> depends on the pod and the node alone. Such a rule is evaluated once per pair, and its Add and Remove are never called.</summary>
    bool IsStatic { get; }

    /// <summary>
    /// Whether removing a pod can never make another pod's place illegal. Node resources and anti-affinity are monotone;
    /// affinity and topology spread are not.
    /// </summary>
    bool IsMonotone { get; }

    /// <summary>Whether the rule can have an opinion on this pod, as the one placed or as one that others must avoid. Add and Remove are called for such pods only.</summary>
    bool Concerns(int pod);

    /// <summary>Whether the pod, which is not placed now, may be placed on the node now. Allocates nothing.</summary>
    bool Allows(int pod, int node);

    /// <summary>The reason for a refusal in kube-scheduler's words: <c>Insufficient cpu</c>, <c>node(s) had untolerated taint {k: v}</c>.</summary>
    string Explain(int pod, int node);

    /// <summary>The pod is now placed on the node.</summary>
    void Add(int pod, int node);

    /// <summary>The pod no longer is on the node.</summary>
    void Remove(int pod, int node);
}

/// <summary>Base of rules that depend on the pod and the node alone.</summary>
public abstract class NodeConstraint : IConstraint
{
    public abstract string Name { get; }

    /// <summary>Whether the rule can refuse this pod any node at all.</summary>
    protected abstract bool Concerns(Cluster cluster, Pod pod, int podIndex);

    /// <summary>Why the pod may not run on the node; <c>null</c> when it may.</summary>
    protected abstract string? Rejects(Cluster cluster, Pod pod, Node node);

    public IConstraintState? Bind(Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var concerned = new bool[cluster.Pods.Count];
        bool any = false;
        for (int i = 0; i < concerned.Length; i++)
            any |= concerned[i] = Concerns(cluster, cluster.Pods[i], i);
        return any ? new State(this, cluster, concerned) : null;
    }

    private sealed class State(NodeConstraint rule, Cluster cluster, bool[] concerned) : IConstraintState
    {
        public bool IsStatic => true;

        public bool IsMonotone => true;

        public bool Concerns(int pod) => concerned[pod];

        public bool Allows(int pod, int node) => !concerned[pod] || rule.Rejects(cluster, cluster.Pods[pod], cluster.Nodes[node]) is null;

        public string Explain(int pod, int node) => rule.Rejects(cluster, cluster.Pods[pod], cluster.Nodes[node]) ?? "";

        public void Add(int pod, int node)
        {
        }

        public void Remove(int pod, int node)
        {
        }
    }
}
