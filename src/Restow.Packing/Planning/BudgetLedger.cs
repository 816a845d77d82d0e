using Restow.Packing.Model;

namespace Restow.Packing.Planning;

/// <summary>
/// How many pods of each disruption budget are down because of the plan. A pod counts from its eviction until the wave in which its
/// replacement lands is over; one that stays pending counts for ever. Pods that are not ready count like others: stricter than the API.
/// </summary>
internal sealed class BudgetLedger(Cluster cluster)
{
    private readonly Dictionary<int, int[]> budgetsOf = [];
    private readonly int[] down = new int[cluster.Budgets.Count];
    private readonly ILookup<string, int> byNamespace =
        Enumerable.Range(0, cluster.Budgets.Count).ToLookup(b => cluster.Budgets[b].Namespace, StringComparer.Ordinal);

    /// <summary>Forgets every eviction.</summary>
    public void Reset() => Array.Clear(down);

    /// <summary>Whether the pod may be evicted now.</summary>
    public bool Allows(int pod)
    {
        foreach (int budget in Of(pod))
        {
            if (down[budget] >= cluster.Budgets[budget].DisruptionsAllowed)
                return false;
        }

        return true;
    }

    /// <summary>The budget that forbids the pod's eviction whatever else is down; <c>null</c> when none does.</summary>
    public string? ForbiddenBy(int pod)
    {
        foreach (int budget in Of(pod))
        {
            if (cluster.Budgets[budget].DisruptionsAllowed <= 0)
                return $"{cluster.Budgets[budget].Namespace}/{cluster.Budgets[budget].Name}";
        }

        return null;
    }

    public void Evict(int pod)
    {
        foreach (int budget in Of(pod))
            down[budget]++;
    }

    /// <summary>The pod's replacement has landed.</summary>
    public void Return(int pod)
    {
        foreach (int budget in Of(pod))
            down[budget]--;
    }

    private int[] Of(int pod)
    {
        if (budgetsOf.TryGetValue(pod, out int[]? found))
            return found;
        Pod it = cluster.Pods[pod];
        int[] budgets = [.. byNamespace[it.Namespace].Where(b => Selects(cluster.Budgets[b].Selector, it.Labels))];
        return budgetsOf[pod] = budgets;
    }

    private static bool Selects(LabelSelector? selector, IReadOnlyDictionary<string, string> labels)
    {
        if (selector is null)
            return false;
        foreach (SelectorRequirement one in selector.Requirements)
        {
            bool has = labels.TryGetValue(one.Key, out string? value);
            bool holds = one.Operator switch
            {
                SelectorOperator.In => has && one.Values.Contains(value!),
                SelectorOperator.NotIn => !has || !one.Values.Contains(value!),
                SelectorOperator.Exists => has,
                SelectorOperator.DoesNotExist => !has,
                _ => false,
            };
            if (!holds)
                return false;
        }

        return true;
    }
}
