using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Planning.Checking;

/// <summary>Counts, for each disruption budget, the pods that a plan has taken down and not brought back in an earlier wave.</summary>
internal sealed class BudgetCheck(Cluster cluster)
{
    private readonly HashSet<int>[] down = [.. cluster.Budgets.Select(_ => new HashSet<int>())];

    /// <summary>Charges the evictions of a wave; the first budget that they exceed.</summary>
    public string? Begin(IEnumerable<PackingMove> moves)
    {
        foreach (PackingMove move in moves.Where(move => move.From is not null))
        {
            Pod pod = cluster.Pods[move.Pod];
            for (int i = 0; i < down.Length; i++)
            {
                DisruptionBudget budget = cluster.Budgets[i];
                if (budget.Namespace != pod.Namespace || !LabelMatching.Matches(budget.Selector, pod.Labels))
                    continue;
                if (pod.Starting || pod.Terminating || (!pod.Ready && (budget.AlwaysAllowsUnhealthy || budget.IsMet)))
                    continue;
                down[i].Add(move.Pod);
                if (down[i].Count > budget.DisruptionsAllowed)
                    return $"the disruption budget {budget.Namespace}/{budget.Name} allows {budget.DisruptionsAllowed} pods down, not {down[i].Count}";
            }
        }

        return null;
    }

    /// <summary>The wave is over: what landed is up again.</summary>
    public void End(IEnumerable<PackingMove> moves)
    {
        foreach (PackingMove move in moves.Where(move => move.To is not null))
        {
            foreach (HashSet<int> pods in down)
                pods.Remove(move.Pod);
        }
    }
}
