using System.Collections.Immutable;

namespace Restow.Kubernetes.Controlling;

/// <summary>The latest plans, newest first. Readers get a list that never changes.</summary>
internal sealed class PlanHistory
{
    private const int Kept = 50;

    private ImmutableList<PlanRecord> plans = [];

    public IReadOnlyList<PlanRecord> Plans => plans;

    /// <summary>Adds a plan, or replaces its earlier state.</summary>
    public void Put(PlanRecord plan) => ImmutableInterlocked.Update(ref plans, static (list, item) =>
    {
        int known = list.FindIndex(p => p.Id == item.Id);
        if (known >= 0)
            return list.SetItem(known, item);
        list = list.Insert(0, item);
        return list.Count > Kept ? list.RemoveAt(Kept) : list;
    }, plan);
}
