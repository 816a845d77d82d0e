using Google.OrTools.Sat;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Search.Models;

/// <summary>Rules over several machines as linear constraints.</summary>
/// <remarks>
/// Hard anti-affinity: at most one on a host; where the snapshot has more, they may stay, and none joins until all have left. Hard affinity of machines that are
/// apart: one may only join another that stays where it is.
/// </remarks>
internal static class ModelRules
{
    /// <summary>Adds the hard rules; returns the number of soft wishes that are broken.</summary>
    public static LinearExpr Add(ReschedulingProblem problem, CpModel model, ModelHomes homes)
    {
        var broken = new List<LinearExpr>();
        foreach (PlacementRule rule in problem.Rules.Rules.Where(r => r.Vms.Count > 1))
        {
            int[] hosts = [.. rule.Vms.SelectMany(v => problem.Movable[v] ? homes.HostsOf(v) : [Origin(problem, v)]).Distinct()];
            foreach (int host in hosts)
            {
                switch (rule)
                {
                    case { Kind: RuleKind.AntiAffinity, IsHard: true }:
                        Separate(problem, model, homes, rule, host);
                        break;
                    case { Kind: RuleKind.Affinity, IsHard: true }:
                        Join(problem, model, homes, rule, host);
                        break;
                    case { Kind: RuleKind.AntiAffinity }:
                        IntVar beyond = model.NewIntVar(0, rule.Vms.Count, "");
                        model.Add(beyond >= LinearExpr.Sum(rule.Vms.Select(v => On(problem, homes, v, host))) - 1);
                        broken.Add(beyond);
                        break;
                    default:
                        BoolVar used = model.NewBoolVar("");
                        foreach (int v in rule.Vms)
                            model.Add(used >= On(problem, homes, v, host));
                        broken.Add(used);
                        break;
                }
            }

            if (rule is { Kind: RuleKind.Affinity, IsHard: false })
                broken.Add(LinearExpr.Constant(-1));
        }

        return LinearExpr.Sum(broken);
    }

    private static void Separate(ReschedulingProblem problem, CpModel model, ModelHomes homes, PlacementRule rule, int host)
    {
        int[] here = [.. rule.Vms.Where(v => Origin(problem, v) == host)];
        LinearExpr joining = LinearExpr.Sum(rule.Vms.Where(v => Origin(problem, v) != host).Select(v => On(problem, homes, v, host)));
        LinearExpr staying = LinearExpr.Sum(here.Select(v => On(problem, homes, v, host)));
        int most = Math.Max(1, here.Length);
        model.Add((most * joining) + staying <= most);
    }

    private static void Join(ReschedulingProblem problem, CpModel model, ModelHomes homes, PlacementRule rule, int host)
    {
        LinearExpr staying = LinearExpr.Sum(rule.Vms.Where(v => Origin(problem, v) == host).Select(v => On(problem, homes, v, host)));
        foreach (int v in rule.Vms.Where(v => Origin(problem, v) != host && problem.Movable[v]))
            model.Add(On(problem, homes, v, host) <= staying);
    }

    private static LinearExpr On(ReschedulingProblem problem, ModelHomes homes, int vm, int host) =>
        problem.Movable[vm] ? LinearExpr.Sum(homes.On(vm, host)) : LinearExpr.Constant(Origin(problem, vm) == host ? 1 : 0);

    private static int Origin(ReschedulingProblem problem, int vm) => problem.NodeHost[problem.OriginA[vm]];
}
