using Google.OrTools.LinearSolver;
using Restow.Core;
using Restow.Rescheduling.Objectives;

namespace Restow.Rescheduling.Search.Models;

/// <summary>How many machines of a type leave or enter a place.</summary>
/// <param name="Type">Index of the type.</param>
/// <param name="A">Node.</param>
/// <param name="B">Second node, or -1.</param>
/// <param name="Count">How many.</param>
internal readonly record struct Transfer(int Type, int A, int B, int Count);

/// <summary>What the model found.</summary>
/// <param name="Value">Value of the objective.</param>
/// <param name="Bound">No placement within the limit has more.</param>
/// <param name="IsOptimal">Whether the value is proven to be the best.</param>
/// <param name="Types">Cores, memory and width of each type.</param>
/// <param name="Outs">Machines that leave.</param>
/// <param name="Ins">Machines that enter; for each type as many as leave.</param>
internal sealed record TypeAggregatedPlan(
    long Value, double Bound, bool IsOptimal, IReadOnlyList<(int Cores, int Memory, bool IsDouble)> Types, IReadOnlyList<Transfer> Outs, IReadOnlyList<Transfer> Ins);

/// <summary>
/// An integer program over types of machines instead of machines: out[t,n] &lt;= present[t,n], in[t,n], for each type sum out = sum in, sum out &lt;= limit, on each node
/// load + chunk z &lt;= cores, maximise sum z. Proves small fleets and Medium at once; on Large it finds nothing in minutes. Solved with SCIP.
/// </summary>
internal sealed class TypeAggregatedModel
{
    private readonly ReschedulingProblem problem;
    private readonly int chunk;
    private readonly long weight;
    private readonly List<(int Cores, int Memory, bool IsDouble)> types = [];
    private readonly Dictionary<(int Type, int A, int B), int> present = [];
    private readonly Dictionary<(int Type, int A, int B), (Variable? Out, Variable In)> variables = [];

    private TypeAggregatedModel(ReschedulingProblem problem, int chunk, long weight)
    {
        this.problem = problem;
        (this.chunk, this.weight) = (chunk, weight);
        for (int v = 0; v < problem.Vms; v++)
        {
            if (!problem.Movable[v])
                continue;
            var type = (problem.Cores[v], problem.Memory[v], problem.OriginB[v] >= 0);
            if (!types.Contains(type))
                types.Add(type);
            (int, int, int) place = (types.IndexOf(type), problem.OriginA[v], problem.OriginB[v]);
            present[place] = present.GetValueOrDefault(place) + 1;
        }
    }

    /// <summary>The best placement within the migration limit, as far as time allows, or why the model does not fit the problem.</summary>
    public static Result<TypeAggregatedPlan> Solve(ReschedulingProblem problem, Deadline deadline)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(deadline);
        if (problem.Objective is not Fragments { Chunks: [( <= Fragments.SpanAbove, > 0)] } objective)
            return Unfit(problem, "the objective is not one chunk size on single nodes");
        if (problem.Maintenance.Contains(true) || problem.Rules.Any || problem.Pins.Any(p => p is not null) || problem.Options.MaxMigratedMb is not null)
            return Unfit(problem, "maintenance, rules, pins and memory limits need machines one by one");
        for (int h = 0; h < problem.Hosts; h++)
        {
            if (problem.NodeStart[h + 1] - problem.NodeStart[h] > 2)
                return Unfit(problem, $"host {problem.Fleet.Hosts[h].Id} has more than two nodes");
        }

        return new TypeAggregatedModel(problem, objective.Chunks[0].Cores, objective.Chunks[0].Weight).Solve(deadline);
    }

    private static Fault Unfit(ReschedulingProblem problem, string why) => new(problem.Fleet.SourceName, "", why, "use the exact method");

    private Result<TypeAggregatedPlan> Solve(Deadline deadline)
    {
        using Solver solver = Solver.CreateSolver("SCIP");
        for (int h = 0; h < problem.Hosts; h++)
        {
            for (int n = problem.NodeStart[h]; n < problem.NodeStart[h + 1]; n++)
                AddPlaces(solver, n, n + 1 < problem.NodeStart[h + 1] ? n + 1 : -1);
        }

        Constraint limit = solver.MakeConstraint(0, problem.MaxMigrations);
        Constraint[] balance = [.. types.Select(_ => solver.MakeConstraint(0, 0))];
        foreach (((int type, int _, int _), (Variable? leave, Variable enter)) in variables)
        {
            balance[type].SetCoefficient(enter, 1);
            if (leave is null)
                continue;
            balance[type].SetCoefficient(leave, -1);
            limit.SetCoefficient(leave, 1);
        }

        solver.Objective().SetMaximization();
        var capacity = new Constraint[problem.Nodes];
        Constraint?[] memory = new Constraint?[problem.Nodes];
        AddCapacities(solver, capacity, memory);
        foreach (((int type, int a, int b), (Variable? leave, Variable enter)) in variables)
        {
            foreach (int n in b < 0 ? [a] : new[] { a, b })
            {
                capacity[n].SetCoefficient(enter, types[type].Cores);
                memory[n]?.SetCoefficient(enter, types[type].Memory);
                if (leave is null)
                    continue;
                capacity[n].SetCoefficient(leave, -types[type].Cores);
                memory[n]?.SetCoefficient(leave, -types[type].Memory);
            }
        }

        solver.SetTimeLimit((long)Math.Max(1, deadline.Remaining.TotalMilliseconds));
        Solver.ResultStatus status = solver.Solve();
        if (status is not (Solver.ResultStatus.OPTIMAL or Solver.ResultStatus.FEASIBLE))
            return new Fault(problem.Fleet.SourceName, "", "no placement was found in time", "give it more time");
        return new TypeAggregatedPlan(
            weight * (long)Math.Round(solver.Objective().Value()),
            weight * solver.Objective().BestBound(),
            status == Solver.ResultStatus.OPTIMAL,
            types,
            [.. Moved(v => v.Out)],
            [.. Moved(v => v.In)]);
    }

    private IEnumerable<Transfer> Moved(Func<(Variable? Out, Variable In), Variable?> which) =>
        variables.Select(v => new Transfer(v.Key.Type, v.Key.A, v.Key.B, (int)Math.Round(which(v.Value)?.SolutionValue() ?? 0))).Where(t => t.Count > 0);

    private void AddPlaces(Solver solver, int node, int second)
    {
        for (int t = 0; t < types.Count; t++)
        {
            if (types[t].IsDouble && second < 0)
                continue;
            (int, int, int) place = (t, node, types[t].IsDouble ? second : -1);
            int room = problem.NodeCores[node] / Math.Max(1, types[t].Cores);
            Variable? leave = present.TryGetValue(place, out int here) ? solver.MakeIntVar(0, here, "") : null;
            variables[place] = (leave, solver.MakeIntVar(0, Math.Min(room, problem.MaxMigrations), ""));
        }
    }

    // load - out + in + chunk z <= cores; and memory, where machines could fill it before the cores.
    private void AddCapacities(Solver solver, Constraint[] capacity, Constraint?[] memory)
    {
        var state = new FleetState(problem);
        double densest = types.Count == 0 ? 0 : types.Max(t => (double)t.Memory / Math.Max(1, t.Cores));
        for (int n = 0; n < capacity.Length; n++)
        {
            Variable slots = solver.MakeIntVar(0, problem.NodeCores[n] / chunk, "");
            solver.Objective().SetCoefficient(slots, 1);
            capacity[n] = solver.MakeConstraint(double.NegativeInfinity, state.FreeCores[n]);
            capacity[n].SetCoefficient(slots, chunk);
            if (densest * problem.NodeCores[n] > problem.NodeMemory[n])
                memory[n] = solver.MakeConstraint(double.NegativeInfinity, state.FreeMemory[n]);
        }
    }
}
