using Restow.Packing.Model;

namespace Restow.Packing.Planning;

/// <summary>
/// How many pods of each disruption budget are down because of the plan. A pod counts from its eviction until the wave in which its
/// replacement lands is over; one that stays pending counts for ever. Pods that a budget spares do not count.
/// </summary>
internal sealed class BudgetLedger(Cluster cluster)
{
    private readonly PodBudgets budgets = new(cluster);
    private readonly int[] down = new int[cluster.Budgets.Count];

    /// <summary>Forgets every eviction.</summary>
    public void Reset() => Array.Clear(down);

    /// <summary>Whether the pod may be evicted now.</summary>
    public bool Allows(int pod)
    {
        foreach (int budget in budgets.Of(pod))
        {
            if (Counts(budget, pod) && down[budget] >= cluster.Budgets[budget].DisruptionsAllowed)
                return false;
        }

        return true;
    }

    /// <summary>The budget that forbids the pod's eviction whatever else is down; <c>null</c> when none does.</summary>
    public string? ForbiddenBy(int pod)
    {
        foreach (int budget in budgets.Of(pod))
        {
            if (Counts(budget, pod) && cluster.Budgets[budget].DisruptionsAllowed <= 0)
                return $"{cluster.Budgets[budget].Namespace}/{cluster.Budgets[budget].Name}";
        }

        return null;
    }

    public void Evict(int pod)
    {
        foreach (int budget in budgets.Of(pod))
            down[budget] += Counts(budget, pod) ? 1 : 0;
    }

    /// <summary>The pod's replacement has landed.</summary>
    public void Return(int pod)
    {
        foreach (int budget in budgets.Of(pod))
            down[budget] -= Counts(budget, pod) ? 1 : 0;
    }

    private bool Counts(int budget, int pod) => !cluster.Budgets[budget].Spares(cluster.Pods[pod]);
}
