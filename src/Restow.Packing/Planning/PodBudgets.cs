using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Planning;

/// <summary>Which disruption budgets select each pod. The eviction API looks at the pod's namespace and the selector alone.</summary>
internal sealed class PodBudgets
{
    private readonly int[]?[] byGroup = [];
    private readonly int[] groupOf = [];

    public PodBudgets(Cluster cluster)
    {
        if (cluster.Budgets.Count == 0)
            return;
        var groups = new PodGroups(cluster);
        groupOf = groups.Of;
        byGroup = new int[]?[groups.Count];
        for (int budget = 0; budget < cluster.Budgets.Count; budget++)
        {
            DisruptionBudget it = cluster.Budgets[budget];
            foreach (int group in groups.Candidates(it.Selector))
            {
                Pod example = groups.Example(group);
                if (example.Namespace == it.Namespace && LabelMatching.Matches(it.Selector, example.Labels))
                    byGroup[group] = [.. byGroup[group] ?? [], budget];
            }
        }
    }

    /// <summary>Indices into the cluster's budgets.</summary>
    public ReadOnlySpan<int> Of(int pod) => groupOf.Length == 0 ? [] : byGroup[groupOf[pod]];
}
