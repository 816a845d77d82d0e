using System.Runtime.CompilerServices;

namespace Restow.Packing.Search;

/// <summary>
/// A placement of a problem's items in flat arrays: constant-time insertion and removal, the items of each node in a linked
/// list, rules on other pods consulted only for the items that they concern.
/// </summary>
/// <remarks>Not thread-safe. Nothing here allocates after construction.</remarks>
internal sealed class SearchState
{
    private readonly PackingProblem problem;
    private readonly int width;
    private readonly long[] request;
    private readonly int[] first;
    private readonly int[] next;
    private readonly int[] previous;
    private readonly IConstraintState[] rules;
    private readonly bool[][] concerns;

    public SearchState(PackingProblem problem)
    {
        this.problem = problem;
        width = problem.Width;
        request = problem.Request;
        int items = problem.Pods.Length;
        Node = new int[items];
        Array.Fill(Node, -1);
        Free = [.. problem.Capacity];
        first = new int[problem.NodeCount];
        Array.Fill(first, -1);
        next = new int[items];
        previous = new int[items];
        Placed = new int[problem.TierPriority.Length];
        rules = problem.HasDynamicRules ? [.. problem.BindRules().Where(r => !r.IsStatic)] : [];
        concerns = [.. rules.Select(rule => problem.Pods.Select(rule.Concerns).ToArray())];
        foreach ((int pod, int node) in problem.Initial.Index().Where(p => p.Item >= 0 && problem.Mobility.Roles[p.Index] is Planning.PodRole.Fixed))
        {
            foreach (IConstraintState rule in rules)
            {
                if (rule.Concerns(pod))
                    rule.Add(pod, node);
            }
        }
    }

    /// <summary>Node of each item, -1 while pending.</summary>
    public int[] Node { get; }

    /// <summary>Node-major: what is left.</summary>
    public long[] Free { get; }

    /// <summary>Items placed of each tier.</summary>
    public int[] Placed { get; }

    /// <summary>First item on a node, -1 for none; follow with <see cref="Next"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(int node) => first[node];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int item) => next[item];

    /// <summary>Places every item where <paramref name="nodes"/> says, whether it fits or not.</summary>
    public void Load(ReadOnlySpan<int> nodes)
    {
        for (int i = 0; i < Node.Length; i++)
        {
            if (Node[i] >= 0 && Node[i] != nodes[i])
                Remove(i);
        }

        for (int i = 0; i < Node.Length; i++)
        {
            if (nodes[i] >= 0 && Node[i] < 0)
                Insert(i, nodes[i]);
        }
    }

    /// <summary>Whether the item may go on the node now: room, static rules, rules on other pods.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Fits(int item, int node)
    {
        int want = item * width;
        int left = node * width;
        for (int r = 0; r < width; r++)
        {
            long amount = request[want + r];
            if (amount > Free[left + r] && amount > 0)
                return false;
        }

        return problem.IsEligible(problem.Class[item], node) && (!problem.Dynamic[item] || RulesAllow(item, node));
    }

    public void Insert(int item, int node)
    {
        Node[item] = node;
        Placed[problem.Tier[item]]++;
        int want = item * width;
        int left = node * width;
        for (int r = 0; r < width; r++)
            Free[left + r] -= request[want + r];
        int head = first[node];
        next[item] = head;
        previous[item] = -1;
        if (head >= 0)
            previous[head] = item;
        first[node] = item;
        if (!problem.Dynamic[item])
            return;
        for (int k = 0; k < rules.Length; k++)
        {
            if (concerns[k][item])
                rules[k].Add(problem.Pods[item], node);
        }
    }

    public void Remove(int item)
    {
        int node = Node[item];
        if (problem.Dynamic[item])
        {
            for (int k = 0; k < rules.Length; k++)
            {
                if (concerns[k][item])
                    rules[k].Remove(problem.Pods[item], node);
            }
        }

        Node[item] = -1;
        Placed[problem.Tier[item]]--;
        int want = item * width;
        int left = node * width;
        for (int r = 0; r < width; r++)
            Free[left + r] += request[want + r];
        if (previous[item] >= 0)
            next[previous[item]] = next[item];
        else
            first[node] = next[item];
        if (next[item] >= 0)
            previous[next[item]] = previous[item];
    }

    /// <summary>Whether a placed item that is not where it started could be placed there once more: what was true at insertion may have ceased to be.</summary>
    public bool StillHolds(int item)
    {
        if (!problem.Dynamic[item] || Node[item] < 0 || Node[item] == problem.Origin[item])
            return true;
        int node = Node[item];
        Remove(item);
        bool holds = RulesAllow(item, node);
        Insert(item, node);
        return holds;
    }

    private bool RulesAllow(int item, int node)
    {
        for (int k = 0; k < rules.Length; k++)
        {
            if (concerns[k][item] && !rules[k].Allows(problem.Pods[item], node))
                return false;
        }

        return true;
    }
}
