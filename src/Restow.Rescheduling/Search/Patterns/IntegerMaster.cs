using Google.OrTools.LinearSolver;

namespace Restow.Rescheduling.Search.Patterns;

/// <summary>The master over the columns found so far, in whole numbers, solved by SCIP (HiGHS, through OR-Tools, writes to standard output and cannot be told not to).</summary>
internal sealed class IntegerMaster(ClassSpace space, IReadOnlyList<Column> columns, double migrations, double megabytes)
{
    /// <summary>How often each column is used in the best solution found, and what that gains; <c>null</c> when none gains at least <paramref name="atLeast"/>.</summary>
    /// <param name="atLeast">A gain below this is of no interest.</param>
    /// <param name="fewest">Whether to search the fewest migrations with that gain instead of the most gain.</param>
    /// <param name="limit">When it ends at the latest.</param>
    public (int[] Usage, double Gain)? Solve(double atLeast, bool fewest, SolveLimit limit)
    {
        if (limit.Time < TimeSpan.FromMilliseconds(10))
            return null;
        using Solver solver = Solver.CreateSolver("SCIP");
        Variable[] x = [.. columns.Select(c => solver.MakeIntVar(0, space.Classes[c.Class].Count, ""))];
        Constraint[] classRows = [.. space.Classes.Select(c => solver.MakeConstraint(double.NegativeInfinity, c.Count))];
        Constraint[] kindRows = [.. Enumerable.Range(0, space.Kinds.Count).Select(_ => solver.MakeConstraint(0, double.PositiveInfinity))];
        Constraint migrationRow = solver.MakeConstraint(double.NegativeInfinity, migrations);
        Constraint megabyteRow = solver.MakeConstraint(double.NegativeInfinity, megabytes);
        Constraint gainRow = solver.MakeConstraint(atLeast, double.PositiveInfinity);
        Objective objective = solver.Objective();
        for (int j = 0; j < x.Length; j++)
        {
            Column column = columns[j];
            classRows[column.Class].SetCoefficient(x[j], 1);
            if (space.Classes[column.Class].Maintenance && column.Change.Any(d => d < 0))
                classRows[column.Class].SetLb(space.Classes[column.Class].Count);
            for (int t = 0; t < kindRows.Length; t++)
            {
                if (column.Change[t] != 0)
                    kindRows[t].SetCoefficient(x[j], column.Change[t]);
            }

            migrationRow.SetCoefficient(x[j], column.Leaving);
            if (!double.IsInfinity(megabytes))
                megabyteRow.SetCoefficient(x[j], column.LeavingMb);
            gainRow.SetCoefficient(x[j], column.Gain);
            objective.SetCoefficient(x[j], fewest ? column.Leaving : column.Gain);
        }

        if (fewest)
            objective.SetMinimization();
        else
            objective.SetMaximization();
        solver.SetTimeLimit((long)limit.Time.TotalMilliseconds);
        if (limit.Nodes is { } nodes)
            solver.SetSolverSpecificParametersAsString($"limits/nodes = {nodes}\n");
        if (solver.Solve() is not (Solver.ResultStatus.OPTIMAL or Solver.ResultStatus.FEASIBLE))
            return null;
        int[] usage = [.. x.Select(v => (int)Math.Round(v.SolutionValue()))];
        return (usage, columns.Select((c, j) => c.Gain * usage[j]).Sum());
    }
}
