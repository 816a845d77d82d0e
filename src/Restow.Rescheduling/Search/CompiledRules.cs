using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Search;

/// <summary>The rules of a fleet, by machine.</summary>
internal sealed class CompiledRules
{
    private readonly bool[] heldTogether;

    public CompiledRules(Fleet fleet)
    {
        Rules = fleet.Rules;
        var lists = new List<int>?[fleet.Vms.Count];
        heldTogether = new bool[fleet.Vms.Count];
        for (int r = 0; r < Rules.Count; r++)
        {
            PlacementRule rule = Rules[r];
            foreach (int vm in rule.Vms)
                (lists[vm] ??= []).Add(r);
            if (rule is { Kind: RuleKind.Affinity, IsHard: true, Vms.Count: > 1 } && rule.Vms.Select(v => fleet.Vms[v].Placement.Host).Distinct().Count() == 1)
            {
                foreach (int vm in rule.Vms)
                    heldTogether[vm] = true;
            }
        }

        Of = [.. lists.Select(l => l?.ToArray() ?? [])];
    }

    public IReadOnlyList<PlacementRule> Rules { get; }

    /// <summary>Indices of the rules of each machine.</summary>
    public int[][] Of { get; }

    public bool Any => Rules.Count > 0;

    /// <summary>Whether a hard affinity holds the machine where it is.</summary>
    public bool HeldTogether(int vm) => heldTogether[vm];
}
