using Restow.Core;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Planning;

/// <summary>
/// Replays a plan wave by wave with arithmetic of its own and rules bound anew, and finds what is wrong with it. Shares no code with
/// the search or the planner of steps, so that a defect there cannot hide here.
/// </summary>
internal sealed class PlanChecker
{
    private readonly Cluster cluster;
    private readonly PackingOptions options;
    private readonly PackingPlan plan;
    private readonly int[] start;
    private readonly int[] at;
    private readonly Dictionary<string, long>[] used;
    private readonly IConstraintState[] rules;
    private readonly HashSet<int> down = [];

    private PlanChecker(Cluster cluster, PackingOptions options, PackingPlan plan)
    {
        this.cluster = cluster;
        this.options = options;
        this.plan = plan;
        start = new int[cluster.Pods.Count];
        for (int p = 0; p < start.Length; p++)
            start[p] = cluster.Pods[p].NodeName is { } name && cluster.NodeIndex.TryGetValue(name, out int node) ? node : -1;
        at = [.. start];
        used = [.. cluster.Nodes.Select(_ => new Dictionary<string, long>(StringComparer.Ordinal))];
        rules = [.. options.Constraints.Select(c => c.Bind(cluster)).OfType<IConstraintState>()];
        for (int p = 0; p < start.Length; p++)
        {
            if (start[p] >= 0)
                Arrive(p, start[p]);
        }
    }

    /// <summary>What is wrong with the plan; <c>null</c> when it can be carried out as it stands.</summary>
    public static Fault? Check(Cluster cluster, PackingOptions options, PackingPlan plan)
    {
        if (plan.Plan.Steps.Count == 0)
            return null;
        string? wrong = new PlanChecker(cluster, options, plan).Violation();
        return wrong is null ? null : new Fault(cluster.SourceName, "plan", wrong, "the plan was withheld; report this as a defect, with the snapshot");
    }

    private string? Violation()
    {
        var mobility = Mobility.Of(cluster, options);
        int wave = 0;
        foreach (IGrouping<int, PlanStep<PackingMove>> group in plan.Plan.Steps.GroupBy(s => s.Wave))
        {
            if (group.Key <= wave)
                return $"wave {group.Key} comes after wave {wave}";
            wave = group.Key;
            PackingMove[] moves = [.. group.Select(s => s.Move)];
            foreach (PackingMove move in moves)
            {
                if (Illegal(mobility, move) is { } wrong)
                    return $"wave {wave}: {move.Namespace}/{move.Name} {wrong}";
            }

            if (BudgetBroken(moves) is { } budget)
                return $"wave {wave}: {budget}";
            if (Replay(moves) is { } refused)
                return $"wave {wave}: {refused}";
        }

        for (int p = 0; p < at.Length; p++)
        {
            if (at[p] != plan.Assignment[p])
                return $"{cluster.Pods[p].FullName} does not end where the plan says";
        }

        return LimitBroken() ?? PolicyBroken() ?? Worse();
    }

    private string? Illegal(Mobility mobility, PackingMove move)
    {
        PodRole role = mobility.Roles[move.Pod];
        if (move.From is { } from && (at[move.Pod] < 0 || cluster.Nodes[at[move.Pod]].Name != from))
            return $"is not on {from}";
        if (move.To is { } to && !cluster.NodeIndex.ContainsKey(to))
            return $"goes to {to}, which does not exist";
        return move.Kind switch
        {
            PackingMoveKind.Place when at[move.Pod] >= 0 => "is placed already",
            PackingMoveKind.Place when role is not PodRole.Placeable && !down.Contains(move.Pod) => "may not be placed",
            PackingMoveKind.Move or PackingMoveKind.Evict when role is not PodRole.Movable => "may not be moved",
            _ => null,
        };
    }

    // Room counts as free only when no departure of the wave is needed for it. A rule may also be met by the wave's end.
    private string? Replay(PackingMove[] moves)
    {
        var leaving = new List<(int Pod, int Node)>();
        var refused = new List<(PackingMove Move, int Node)>();
        foreach (PackingMove move in moves)
        {
            int from = at[move.Pod];
            if (from >= 0)
                leaving.Add((move.Pod, from));
            if (move.To is null)
                continue;
            int node = cluster.NodeIndex[move.To];
            if (Lacks(move.Pod, node) is { } resource)
                return $"{move.Namespace}/{move.Name} lands on {move.To}, which lacks {resource}";
            if (from >= 0)
                LeaveRules(move.Pod, from);
            if (Refuses(move.Pod, node) is not null)
                refused.Add((move, node));
            Arrive(move.Pod, node);
            at[move.Pod] = node;
            down.Remove(move.Pod);
        }

        foreach ((int pod, int node) in leaving)
        {
            Charge(pod, node, -1);
            if (at[pod] != node)
                continue;
            LeaveRules(pod, node);
            at[pod] = -1;
            down.Add(pod);
        }

        foreach ((PackingMove move, int node) in refused)
        {
            LeaveRules(move.Pod, node);
            string? why = Refuses(move.Pod, node);
            JoinRules(move.Pod, node);
            if (why is not null)
                return $"{move.Namespace}/{move.Name} lands on {move.To}: {why}";
        }

        return null;
    }

    private string? Lacks(int pod, int node)
    {
        foreach ((string name, long amount) in cluster.Pods[pod].Requests)
        {
            if (amount > 0 && used[node].GetValueOrDefault(name) + amount > cluster.Nodes[node].Allocatable.Of(name))
                return name;
        }

        return null;
    }

    private string? Refuses(int pod, int node)
    {
        foreach (IConstraintState rule in rules)
        {
            if (rule.Concerns(pod) && !rule.Allows(pod, node))
                return rule.Explain(pod, node);
        }

        return null;
    }

    private string? BudgetBroken(PackingMove[] moves)
    {
        foreach (DisruptionBudget budget in cluster.Budgets)
        {
            int gone = down.Count(p => Covers(budget, p)) + moves.Count(m => m.From is not null && Covers(budget, m.Pod));
            if (gone > budget.DisruptionsAllowed && moves.Any(m => m.From is not null && Covers(budget, m.Pod)))
                return $"the disruption budget {budget.Namespace}/{budget.Name} allows {budget.DisruptionsAllowed}, the wave takes {gone}";
        }

        return null;
    }

    private bool Covers(DisruptionBudget budget, int pod) =>
        cluster.Pods[pod].Namespace == budget.Namespace && LabelMatching.Matches(budget.Selector, cluster.Pods[pod].Labels);

    private string? LimitBroken()
    {
        int[] disturbed = [.. plan.Plan.Steps.Where(s => s.Move.From is not null).Select(s => s.Move.Pod).Distinct()];
        if (disturbed.Length > options.MaxMoves)
            return $"{disturbed.Length} pods are disturbed, the limit is {options.MaxMoves}";
        IGrouping<(string, string?), int>? most = disturbed
            .GroupBy(p => (cluster.Pods[p].Namespace, cluster.Pods[p].Workload?.Name)).OrderByDescending(g => g.Count()).FirstOrDefault();
        return most?.Count() > options.MaxMovesPerWorkload ? $"{most.Count()} pods of {most.Key} are disturbed, the limit is {options.MaxMovesPerWorkload}" : null;
    }

    private string? PolicyBroken()
    {
        int highest = int.MinValue;
        for (int p = 0; p < at.Length; p++)
        {
            if (start[p] < 0 && at[p] >= 0 && !cluster.Pods[p].NeverPreempts)
                highest = Math.Max(highest, cluster.Pods[p].Priority);
        }

        for (int p = 0; p < at.Length; p++)
        {
            if (start[p] < 0 || at[p] >= 0)
                continue;
            if (options.Eviction == EvictionPolicy.None)
                return $"{cluster.Pods[p].FullName} is evicted, which the policy forbids";
            if (options.Eviction == EvictionPolicy.LowerPriority && cluster.Pods[p].Priority >= highest)
                return $"{cluster.Pods[p].FullName} is evicted, and no pod of a higher priority gains by it";
        }

        return null;
    }

    private string? Worse()
    {
        foreach (int priority in cluster.Pods.Select(p => p.Priority).Distinct().OrderDescending())
        {
            int before = 0;
            int after = 0;
            for (int p = 0; p < at.Length; p++)
            {
                if (cluster.Pods[p].Priority != priority)
                    continue;
                before += start[p] >= 0 ? 1 : 0;
                after += at[p] >= 0 ? 1 : 0;
            }

            if (after != before)
                return after > before ? null : $"fewer pods of priority {priority} are placed than before";
        }

        return null;
    }

    private void Arrive(int pod, int node)
    {
        Charge(pod, node, 1);
        JoinRules(pod, node);
    }

    private void Charge(int pod, int node, int sign)
    {
        foreach ((string name, long amount) in cluster.Pods[pod].Requests)
            used[node][name] = used[node].GetValueOrDefault(name) + (sign * amount);
    }

    private void JoinRules(int pod, int node)
    {
        foreach (IConstraintState rule in rules)
        {
            if (!rule.IsStatic && rule.Concerns(pod))
                rule.Add(pod, node);
        }
    }

    private void LeaveRules(int pod, int node)
    {
        foreach (IConstraintState rule in rules)
        {
            if (!rule.IsStatic && rule.Concerns(pod))
                rule.Remove(pod, node);
        }
    }
}
