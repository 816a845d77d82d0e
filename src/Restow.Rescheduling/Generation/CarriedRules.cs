using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Generation;

/// <summary>The rules of a fleet after churn: about the machines that are left, and only those that still hold.</summary>
internal static class CarriedRules
{
    public static IReadOnlyList<PlacementRule> Of(Fleet before, Fleet after)
    {
        if (before.Rules.Count == 0)
            return [];
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((int v, Vm vm) in after.Vms.Index())
            index.TryAdd(vm.Id, v);
        return
        [
            .. before.Rules
                .Select(r => r with { Vms = [.. r.Vms.Select(v => before.Vms[v].Id).Where(index.ContainsKey).Select(id => index[id])] })
                .Where(r => r.Vms.Count > 1 && Holds(r, after)),
        ];
    }

    private static bool Holds(PlacementRule rule, Fleet fleet)
    {
        int hosts = rule.Vms.Select(v => fleet.Vms[v].Placement.Host).Distinct().Count();
        return !rule.IsHard || hosts == (rule.Kind == RuleKind.AntiAffinity ? rule.Vms.Count : 1);
    }
}
