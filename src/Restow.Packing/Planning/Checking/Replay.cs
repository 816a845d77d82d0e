using Restow.Core;
using Restow.Packing.Model;

namespace Restow.Packing.Planning.Checking;

/// <summary>Carries a plan out on paper. Amounts are kept by name, slow and plain.</summary>
internal sealed class Replay
{
    private readonly Cluster cluster;
    private readonly IConstraintState[] rules;
    private readonly Dictionary<string, long>[] free;
    private readonly BudgetCheck budgets;

    public Replay(Cluster cluster, PackingOptions options)
    {
        this.cluster = cluster;
        budgets = new BudgetCheck(cluster);
        rules = [.. options.Constraints.Select(rule => rule.Bind(cluster)).Where(state => state is not null).Cast<IConstraintState>()];
        free = [.. cluster.Nodes.Select(node => new Dictionary<string, long>(node.Allocatable))];
        Where = cluster.InitialAssignment();
        for (int pod = 0; pod < Where.Length; pod++)
        {
            if (Where[pod] >= 0)
            {
                Take(pod, Where[pod], 1);
                Enter(pod, Where[pod]);
            }
        }
    }

    /// <summary>The node of each pod so far.</summary>
    public int[] Where { get; }

    /// <summary>Runs all waves; the first problem.</summary>
    public string? Run(PackingPlan plan)
    {
        foreach (IGrouping<int, PlanStep<PackingMove>> wave in plan.Plan.Steps.GroupBy(step => step.Wave))
        {
            PackingMove[] moves = [.. wave.Select(step => step.Move)];
            string? problem = Starts(moves) ?? budgets.Begin(moves) ?? Arrivals(moves);
            if (problem is not null)
                return $"in wave {wave.Key} {problem}";
            budgets.End(moves);
        }

        return null;
    }

    private string? Starts(PackingMove[] moves)
    {
        var seen = new HashSet<int>();
        foreach (PackingMove move in moves)
        {
            int from = move.From is null ? -1 : cluster.NodeIndex[move.From];
            if (!seen.Add(move.Pod))
                return $"{cluster.Pods[move.Pod].FullName} has two steps";
            if (Where[move.Pod] != from)
                return $"{cluster.Pods[move.Pod].FullName} is not {(from < 0 ? "pending" : $"on {move.From}")}";
        }

        return null;
    }

    private string? Arrivals(PackingMove[] moves)
    {
        // Against the start of the wave: nobody may count on another's leaving, nor on another's arrival.
        foreach (PackingMove move in moves.Where(move => move.To is not null))
        {
            int to = cluster.NodeIndex[move.To!];
            Leave(move.Pod);
            string? refusal = Refusal(move.Pod, to);
            if (Where[move.Pod] >= 0)
                Enter(move.Pod, Where[move.Pod]);
            if (refusal is not null)
                return $"{cluster.Pods[move.Pod].FullName} may not land on {move.To}: {refusal}";
        }

        // And one after the other, since they share the room. What leaves keeps its room until the wave is over.
        foreach (PackingMove move in moves.OrderBy(move => move.To is null))
        {
            Leave(move.Pod);
            if (move.To is null)
                continue;
            int to = cluster.NodeIndex[move.To];
            if (Shortage(move.Pod, to) is { } lack)
                return $"{cluster.Pods[move.Pod].FullName} finds no room on {move.To}: {lack}";
            if (Refusal(move.Pod, to) is { } refusal)
                return $"{cluster.Pods[move.Pod].FullName} may not land on {move.To} next to the others: {refusal}";
            Take(move.Pod, to, 1);
            Enter(move.Pod, to);
        }

        foreach (PackingMove move in moves)
        {
            if (Where[move.Pod] >= 0)
                Take(move.Pod, Where[move.Pod], -1);
            Where[move.Pod] = move.To is null ? -1 : cluster.NodeIndex[move.To];
        }

        return null;
    }

    private string? Shortage(int pod, int node)
    {
        foreach ((string name, long amount) in cluster.Pods[pod].Requests)
        {
            long left = free[node].GetValueOrDefault(name);
            if (amount > 0 && amount > left)
                return $"{amount} {name} of {left}";
        }

        return null;
    }

    private string? Refusal(int pod, int node) => rules.FirstOrDefault(rule => !rule.Allows(pod, node))?.Explain(pod, node);

    private void Take(int pod, int node, int sign)
    {
        foreach ((string name, long amount) in cluster.Pods[pod].Requests)
            free[node][name] = free[node].GetValueOrDefault(name) - (sign * amount);
    }

    private void Enter(int pod, int node)
    {
        foreach (IConstraintState rule in rules)
        {
            if (!rule.IsStatic && rule.Concerns(pod))
                rule.Add(pod, node);
        }
    }

    private void Leave(int pod)
    {
        foreach (IConstraintState rule in rules)
        {
            if (Where[pod] >= 0 && !rule.IsStatic && rule.Concerns(pod))
                rule.Remove(pod, Where[pod]);
        }
    }
}
