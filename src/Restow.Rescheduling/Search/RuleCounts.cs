using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Search;

/// <summary>How many machines of each rule are on each host, and how many soft wishes are broken.</summary>
/// <remarks>A soft anti-affinity is broken once for each machine beyond the first on a host; a soft affinity once for each host beyond the first.</remarks>
internal sealed class RuleCounts
{
    private readonly CompiledRules rules;
    private readonly ushort[][] onHost;

    public RuleCounts(ReschedulingProblem problem)
    {
        rules = problem.Rules;
        onHost = new ushort[rules.Rules.Count][];
        for (int r = 0; r < onHost.Length; r++)
        {
            onHost[r] = new ushort[problem.Hosts];
            foreach (int vm in rules.Rules[r].Vms)
            {
                int host = problem.NodeHost[problem.OriginA[vm]];
                onHost[r][host]++;
                Broken += BrokenBy(r, onHost[r][host] - 1);
            }

            if (rules.Rules[r] is { IsHard: false, Kind: RuleKind.Affinity, Vms.Count: > 0 })
                Broken--;
        }
    }

    private RuleCounts(RuleCounts other)
    {
        rules = other.rules;
        onHost = [.. other.onHost.Select(c => (ushort[])c.Clone())];
        Broken = other.Broken;
    }

    /// <summary>Soft wishes that are broken.</summary>
    public long Broken { get; private set; }

    public RuleCounts Clone() => new(this);

    /// <summary>Whether hard rules let the machine go to another host than its own.</summary>
    public bool Allow(int vm, int host)
    {
        foreach (int r in rules.Of[vm])
        {
            if (rules.Rules[r].IsHard && (rules.Rules[r].Kind == RuleKind.AntiAffinity) == (onHost[r][host] > 0) && rules.Rules[r].Vms.Count > 1)
                return false;
        }

        return true;
    }

    /// <summary>The machine changes hosts.</summary>
    /// <returns>How many fewer soft wishes are broken.</returns>
    public long Move(int vm, int from, int to)
    {
        long before = Broken;
        foreach (int r in rules.Of[vm])
        {
            onHost[r][from]--;
            Broken -= BrokenBy(r, onHost[r][from]);
            Broken += BrokenBy(r, onHost[r][to]);
            onHost[r][to]++;
        }

        return before - Broken;
    }

    // What one more machine of the rule breaks on a host that has this many.
    private int BrokenBy(int rule, int present) =>
        rules.Rules[rule].IsHard ? 0 : rules.Rules[rule].Kind == RuleKind.AntiAffinity == (present > 0) ? 1 : 0;
}
