using Google.OrTools.Sat;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;

namespace Restow.Rescheduling.Search.Models;

/// <summary>
/// The objective in the model: chunks as integers (y x chunk &lt;= free), other functions of free cores as tables, chunks over two nodes, memory chunks,
/// empty hosts. With a goal, value beyond it does not count and the fewest moves do.
/// </summary>
internal sealed class ModelValue
{
    private readonly ReschedulingProblem problem;
    private readonly CpModel model;
    private readonly ModelHomes homes;
    private readonly List<LinearExpr> terms = [];
    private readonly long unit;
    private readonly bool provesValue;

    public ModelValue(ReschedulingProblem problem, CpModel model, ModelHomes homes, LinearExpr broken)
    {
        (this.problem, this.model, this.homes) = (problem, model, homes);
        Goal = problem.Options.Goal ?? long.MaxValue;
        for (int h = 0; h < problem.Hosts; h++)
        {
            if (!problem.Maintenance[h])
                AddHost(h);
        }

        int[] toLeave = [.. homes.AtHome.Select(h => h.Vm).Where(v => problem.Maintenance[problem.NodeHost[problem.OriginA[v]]])];
        int soft = problem.Rules.Rules.Where(r => !r.IsHard).Sum(r => r.Vms.Count);
        CountsMoves = problem.Options.Goal is not null;
        provesValue = !CountsMoves && toLeave.Length == 0 && !problem.Rules.Rules.Any(r => r is { Kind: RuleKind.Affinity, IsHard: true });
        unit = (soft + 1L) * (CountsMoves ? homes.AtHome.Count + 1 : 1);
        LinearExpr aim = (unit * (CountsMoves ? UpToGoal() : LinearExpr.Sum(terms))) - broken;
        if (CountsMoves)
            aim += (soft + 1L) * LinearExpr.Sum(homes.AtHome.Select(h => h.Home));
        LinearExpr left = LinearExpr.Sum(toLeave.Select(v => LinearExpr.Sum(homes.On(v, problem.NodeHost[problem.OriginA[v]]))));
        model.Maximize(aim - (((problem.EvacuationWeight / ReschedulingProblem.Unit) + 1) * unit * left));
    }

    /// <summary>Value that is enough.</summary>
    public long Goal { get; }

    /// <summary>Whether the model looks for the fewest moves, too.</summary>
    public bool CountsMoves { get; }

    /// <summary>The bound that the solver proved for the value; <c>null</c> where the model aims at something else first, or allows less than the problem.</summary>
    public double? Bound(CpSolverResponse response) => provesValue ? Math.Floor((response.BestObjectiveBound + unit - 1) / unit) : null;

    private IntVar UpToGoal()
    {
        IntVar counted = model.NewIntVar(Math.Min(Goal, -problem.EvacuationWeight), Goal, "");
        model.Add(counted <= LinearExpr.Sum(terms));
        return counted;
    }

    private void AddHost(int host)
    {
        int[] nodes = [.. Enumerable.Range(problem.NodeStart[host], problem.NodeStart[host + 1] - problem.NodeStart[host])];
        foreach (int n in nodes)
            AddNode(n);
        FleetObjective objective = problem.Objective;
        if (objective.SpanValue > 0 && nodes.Length > 1)
            AddSpans(nodes, objective.SpanCores, objective.SpanValue);
        if (objective.MemoryChunkValue > 0)
        {
            foreach (int n in nodes)
                terms.Add(objective.MemoryChunkValue * Chunks(homes.FreeMemory(n), objective.MemoryChunkMb, problem.NodeMemory[n]));
        }

        if (objective.EmptyHostValue > 0)
            AddEmpty(host, objective.EmptyHostValue);
    }

    private void AddNode(int node)
    {
        switch (problem.Objective)
        {
            case Fragments fragments:
                foreach ((int cores, long weight) in fragments.Chunks.Where(c => c.Cores <= Fragments.SpanAbove))
                    terms.Add(weight * Chunks(homes.FreeCores(node), cores, problem.NodeCores[node]));
                break;
            case MemoryFragments both:
                terms.Add(both.CoreWeight * Chunks(homes.FreeCores(node), both.Cores, problem.NodeCores[node]));
                break;
            case { } when problem.NodeValue[node].Any(v => v != problem.NodeValue[node][0]):
                long[] table = problem.NodeValue[node];
                IntVar free = model.NewIntVar(0, problem.NodeCores[node], "");
                IntVar value = model.NewIntVar(table.Min(), table.Max(), "");
                model.Add(free == homes.FreeCores(node));
                model.AddElement(free, table, value);
                terms.Add(value);
                break;
            default:
                terms.Add(LinearExpr.Constant(problem.NodeValue[node][0]));
                break;
        }
    }

    private IntVar Chunks(LinearExpr free, int chunk, int capacity)
    {
        IntVar chunks = model.NewIntVar(0, capacity / chunk, "");
        model.Add(chunk * chunks <= free);
        return chunks;
    }

    // Side by side on two nodes: no more than half of all, nor than all but those of one node.
    private void AddSpans(int[] nodes, int cores, long weight)
    {
        IntVar[] here = [.. nodes.Select(n => Chunks(homes.FreeCores(n), cores, problem.NodeCores[n]))];
        IntVar spans = model.NewIntVar(0, nodes.Sum(n => problem.NodeCores[n] / cores) / 2, "");
        model.Add(2 * spans <= LinearExpr.Sum(here));
        foreach (IntVar one in here)
            model.Add(spans <= LinearExpr.Sum(here) - one);
        terms.Add(weight * spans);
    }

    private void AddEmpty(int host, long weight)
    {
        for (int v = 0; v < problem.Vms; v++)
        {
            if (!problem.Movable[v] && problem.NodeHost[problem.OriginA[v]] == host)
                return;
        }

        BoolVar empty = model.NewBoolVar("");
        foreach ((int vm, BoolVar _) in homes.AtHome)
        {
            foreach (BoolVar here in homes.On(vm, host))
                model.AddImplication(empty, here.Not());
        }

        terms.Add(weight * empty);
    }
}
