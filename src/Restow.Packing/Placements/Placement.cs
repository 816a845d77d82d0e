using Restow.Packing.Model;

namespace Restow.Packing.Placements;

/// <summary>
/// Where every pod is, with what is left on each node and the state of every rule. The plain, general form that
/// the scheduler emulation, the planner of steps and explanations use; the search has a faster one of its own.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class Placement
{
    private readonly Cluster cluster;
    private readonly int[] assignment;
    private readonly long[] free;
    private readonly long[] requests;
    private readonly IConstraintState[] rules;

    /// <summary>A placement of the pods of <paramref name="cluster"/> as they are now.</summary>
    public Placement(Cluster cluster, IReadOnlyList<IConstraint> constraints)
        : this(cluster, constraints, cluster.InitialAssignment())
    {
    }

    /// <summary>A placement with every pod on <c>initial[pod]</c>, or pending where that is -1.</summary>
    public Placement(Cluster cluster, IReadOnlyList<IConstraint> constraints, int[] initial)
    {
        this.cluster = cluster;
        ResourceNames = NamesIn(cluster);
        int width = ResourceNames.Count;
        requests = new long[cluster.Pods.Count * width];
        for (int pod = 0; pod < cluster.Pods.Count; pod++)
            for (int r = 0; r < width; r++)
                requests[(pod * width) + r] = cluster.Pods[pod].Requests.Of(ResourceNames[r]);
        free = new long[cluster.Nodes.Count * width];
        for (int node = 0; node < cluster.Nodes.Count; node++)
            for (int r = 0; r < width; r++)
                free[(node * width) + r] = cluster.Nodes[node].Allocatable.Of(ResourceNames[r]);
        rules = [.. constraints.Select(c => c.Bind(cluster)).OfType<IConstraintState>()];
        assignment = new int[cluster.Pods.Count];
        Array.Fill(assignment, -1);
        for (int pod = 0; pod < initial.Length; pod++)
        {
            if (initial[pod] >= 0)
                Place(pod, initial[pod]);
        }
    }

    /// <summary>The names behind the resource index of <see cref="Free"/>: every resource that some pod requests.</summary>
    public IReadOnlyList<string> ResourceNames { get; }

    /// <summary>The node index of each pod; -1 while pending.</summary>
    public ReadOnlySpan<int> Assignment => assignment;

    /// <summary>What is left of each resource on a node; negative where it is over-committed.</summary>
    public ReadOnlySpan<long> Free(int node) => free.AsSpan(node * ResourceNames.Count, ResourceNames.Count);

    /// <summary>The pod's requests, in the order of <see cref="ResourceNames"/>.</summary>
    public ReadOnlySpan<long> Requests(int pod) => requests.AsSpan(pod * ResourceNames.Count, ResourceNames.Count);

    /// <summary>Whether the pod, which is not placed now, may run on the node now.</summary>
    public bool Allows(int pod, int node)
    {
        if (!HasRoom(pod, node))
            return false;
        foreach (IConstraintState rule in rules)
        {
            if (!rule.Allows(pod, node))
                return false;
        }

        return true;
    }

    /// <summary>Whether the node has what the pod requests. A resource that the pod does not request may be over-committed.</summary>
    public bool HasRoom(int pod, int node)
    {
        ReadOnlySpan<long> want = Requests(pod);
        ReadOnlySpan<long> left = Free(node);
        for (int r = 0; r < want.Length; r++)
        {
            if (want[r] > 0 && want[r] > left[r])
                return false;
        }

        return true;
    }

    /// <summary>Every reason why the pod may not run on the node now, in kube-scheduler's words; empty when it may. Static rules come first, as there.</summary>
    public IReadOnlyList<string> WhyNot(int pod, int node)
    {
        foreach (IConstraintState rule in rules)
        {
            if (rule.IsStatic && !rule.Allows(pod, node))
                return [rule.Explain(pod, node)];
        }

        ReadOnlySpan<long> want = Requests(pod);
        ReadOnlySpan<long> left = Free(node);
        var reasons = new List<string>();
        for (int r = 0; r < want.Length; r++)
        {
            if (want[r] > 0 && want[r] > left[r])
                reasons.Add(ResourceNames[r] == Resources.Pods ? "Too many pods" : $"Insufficient {ResourceNames[r]}");
        }

        if (reasons.Count > 0)
            return reasons;
        foreach (IConstraintState rule in rules)
        {
            if (!rule.IsStatic && !rule.Allows(pod, node))
                return [rule.Explain(pod, node)];
        }

        return [];
    }

    /// <summary>Puts a pending pod on a node, whether it fits or not. A pod that is placed already is misuse and throws.</summary>
    public void Place(int pod, int node)
    {
        if (assignment[pod] >= 0)
            throw new InvalidOperationException($"{cluster.Pods[pod].FullName} is placed already.");
        assignment[pod] = node;
        Charge(pod, node, -1);
        foreach (IConstraintState rule in rules)
        {
            if (!rule.IsStatic && rule.Concerns(pod))
                rule.Add(pod, node);
        }
    }

    /// <summary>Takes a placed pod off its node.</summary>
    /// <returns>The node that it was on.</returns>
    public int Remove(int pod)
    {
        int node = assignment[pod];
        if (node < 0)
            throw new InvalidOperationException($"{cluster.Pods[pod].FullName} is not placed.");
        foreach (IConstraintState rule in rules)
        {
            if (!rule.IsStatic && rule.Concerns(pod))
                rule.Remove(pod, node);
        }

        Charge(pod, node, 1);
        assignment[pod] = -1;
        return node;
    }

    private void Charge(int pod, int node, int sign)
    {
        ReadOnlySpan<long> want = Requests(pod);
        Span<long> left = free.AsSpan(node * want.Length, want.Length);
        for (int r = 0; r < want.Length; r++)
            left[r] += sign * want[r];
    }

    private static string[] NamesIn(Cluster cluster)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Pod pod in cluster.Pods)
        {
            foreach ((string name, long amount) in pod.Requests)
            {
                if (amount > 0)
                    names.Add(name);
            }
        }

        string[] first = [Resources.Cpu, Resources.Memory, Resources.Pods];
        return [.. first, .. names.Except(first)];
    }
}
