using Google.OrTools.LinearSolver;

namespace Restow.Rescheduling.Search.Patterns;

/// <summary>
/// The master linear program, solved by GLOP: how many units of each class take each pattern, so that no kind has fewer machines than before and the migrations stay within
/// their limits. More machines than before would not help, so this is as tight as equality and easier on the prices.
/// </summary>
internal sealed class PatternMaster : IDisposable
{
    private readonly ClassSpace space;
    private readonly Solver solver = Solver.CreateSolver("GLOP");
    private readonly Constraint[] classRows;
    private readonly Constraint[] kindRows;
    private readonly Constraint migrationRow;
    private readonly Constraint megabyteRow;
    private readonly Variable[] homeless;
    private readonly List<Variable> variables = [];
    private readonly HashSet<(int, string)> known = [];

    public PatternMaster(ClassSpace space, double migrations, double megabytes, double homelessCost)
    {
        this.space = space;
        solver.Objective().SetMaximization();

        // A host in maintenance has to take its pattern, the empty one.
        classRows = [.. space.Classes.Select(c => solver.MakeConstraint(c.Maintenance && !Pattern.Stay(c).IsEmpty ? c.Count : double.NegativeInfinity, c.Count))];
        kindRows = [.. Enumerable.Range(0, space.Kinds.Count).Select(_ => solver.MakeConstraint(0, double.PositiveInfinity))];
        migrationRow = solver.MakeConstraint(double.NegativeInfinity, migrations);
        megabyteRow = solver.MakeConstraint(double.NegativeInfinity, megabytes);
        homeless = [.. kindRows.Select(row =>
        {
            Variable missing = solver.MakeNumVar(0, double.PositiveInfinity, "");
            row.SetCoefficient(missing, 1);
            solver.Objective().SetCoefficient(missing, -homelessCost);
            return missing;
        })];
        Migrations = migrations;
        Megabytes = megabytes;
    }

    public List<Column> Columns { get; } = [];

    public double Migrations { get; private set; }

    public double Megabytes { get; }

    /// <summary>Whether it was solved at least once. It has no solution when hosts in maintenance need more migrations than there may be.</summary>
    public bool IsSolved => ClassPrice.Length > 0;

    /// <summary>Gain of the last solution.</summary>
    public double Value { get; private set; }

    /// <summary>Prices of the last solution.</summary>
    public Prices Prices { get; private set; } = new([], 0, 0);

    /// <summary>What a unit of each class costs at those prices.</summary>
    public double[] ClassPrice { get; private set; } = [];

    /// <summary>Machines without a place in the last solution.</summary>
    public double Homeless { get; private set; }

    public bool Add(Column column)
    {
        if (!known.Add((column.Class, column.Pattern.Key())))
            return false;
        Variable x = solver.MakeNumVar(0, double.PositiveInfinity, "");
        classRows[column.Class].SetCoefficient(x, 1);
        for (int t = 0; t < kindRows.Length; t++)
        {
            if (column.Change[t] != 0)
                kindRows[t].SetCoefficient(x, column.Change[t]);
        }

        if (column.Leaving > 0)
        {
            migrationRow.SetCoefficient(x, column.Leaving);
            if (!double.IsInfinity(Megabytes))
                megabyteRow.SetCoefficient(x, column.LeavingMb);
        }

        solver.Objective().SetCoefficient(x, column.Gain);
        variables.Add(x);
        Columns.Add(column);
        return true;
    }

    /// <summary>Changes the limit of migrations.</summary>
    public void Limit(double migrations)
    {
        Migrations = migrations;
        migrationRow.SetUb(migrations);
    }

    /// <summary>Solves it and reads all prices at once, before anything is added.</summary>
    public bool Solve(TimeSpan limit)
    {
        solver.SetTimeLimit(Math.Max(1, (long)limit.TotalMilliseconds));
        if (solver.Solve() != Solver.ResultStatus.OPTIMAL)
            return false;
        Value = solver.Objective().Value();
        Homeless = homeless.Sum(h => h.SolutionValue());
        Prices = new Prices([.. kindRows.Select(r => Math.Max(0, -r.DualValue()))], Math.Max(0, migrationRow.DualValue()), double.IsInfinity(Megabytes) ? 0 : Math.Max(0, megabyteRow.DualValue()));
        ClassPrice = [.. classRows.Select(r => r.DualValue())];
        return true;
    }

    public void Dispose() => solver.Dispose();
}
