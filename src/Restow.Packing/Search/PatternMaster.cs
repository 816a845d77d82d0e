using Google.OrTools.LinearSolver;

namespace Restow.Packing.Search;

/// <summary>
/// The master linear program of column generation, solved by GLOP: how often each pattern is used, at most as often as there are
/// nodes of its class, no type more often than there are items; the tiers above place at least what they place now.
/// Those rows are soft (20 a pod): hard ones leave the first masters infeasible.
/// </summary>
internal sealed class PatternMaster : IDisposable
{
    private const double SoftCost = 20;

    private readonly PatternSpace space;
    private readonly Solver solver;
    private readonly Constraint[] classRows;
    private readonly Constraint[] typeRows;
    private readonly Constraint[] tierRows;
    private readonly Objective objective;
    private readonly List<Variable> variables = [];
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public PatternMaster(PatternSpace space)
    {
        this.space = space;
        solver = Solver.CreateSolver("GLOP");
        objective = solver.Objective();
        objective.SetMaximization();
        classRows = [.. space.ClassNodes.Select(n => solver.MakeConstraint(double.NegativeInfinity, n.Length))];
        typeRows = [.. space.Items.Select(i => solver.MakeConstraint(double.NegativeInfinity, i.Length))];
        tierRows = new Constraint[space.LastTier];
        for (int q = 0; q < tierRows.Length; q++)
        {
            tierRows[q] = solver.MakeConstraint(0, double.PositiveInfinity);
            Variable shortfall = solver.MakeNumVar(0, double.PositiveInfinity, "");
            tierRows[q].SetCoefficient(shortfall, 1);
            objective.SetCoefficient(shortfall, -SoftCost);
        }

        Limits = [.. space.Items.Select(i => i.Length)];
        ClassPrice = new double[space.Classes];
        TypePrice = new double[space.Types];
        TierPrice = new double[space.LastTier];
    }

    public List<Pattern> Patterns { get; } = [];

    /// <summary>How many items of each type are left.</summary>
    public int[] Limits { get; private set; }

    public double[] ClassPrice { get; }

    public double[] TypePrice { get; }

    /// <summary>Zero or negative.</summary>
    public double[] TierPrice { get; }

    public double Value { get; private set; }

    public bool Add(Pattern pattern)
    {
        if (pattern.Types.Length == 0 || !known.Add(pattern.Key))
            return false;
        Variable x = solver.MakeNumVar(0, double.PositiveInfinity, "");
        classRows[pattern.NodeClass].SetCoefficient(x, 1);
        for (int k = 0; k < pattern.Types.Length; k++)
            typeRows[pattern.Types[k]].SetCoefficient(x, pattern.Counts[k]);
        for (int q = 0; q < tierRows.Length; q++)
        {
            if (pattern.UpTo[q] > 0)
                tierRows[q].SetCoefficient(x, pattern.UpTo[q]);
        }

        objective.SetCoefficient(x, pattern.UpTo[space.LastTier]);
        variables.Add(x);
        Patterns.Add(pattern);
        if (!IsWithin(pattern))
            x.SetUb(0);
        return true;
    }

    /// <summary>Sets what is left: nodes of each class, items of each type, and what each tier above must still place.</summary>
    public void Restrict(int[] classLeft, int[] typeLeft, int[] tierLeft)
    {
        Limits = typeLeft;
        for (int c = 0; c < classRows.Length; c++)
            classRows[c].SetUb(classLeft[c]);
        for (int t = 0; t < typeRows.Length; t++)
            typeRows[t].SetUb(typeLeft[t]);
        for (int q = 0; q < tierRows.Length; q++)
            tierRows[q].SetLb(Math.Max(0, tierLeft[q]));
        for (int p = 0; p < variables.Count; p++)
            variables[p].SetUb(IsWithin(Patterns[p]) ? double.PositiveInfinity : 0);
    }

    /// <summary>Solves it, and reads the values and all prices at once.</summary>
    public bool Solve(TimeSpan limit)
    {
        solver.SetTimeLimit(Math.Max(1, (long)limit.TotalMilliseconds));
        if (solver.Solve() != Solver.ResultStatus.OPTIMAL)
            return false;
        Value = objective.Value();
        Usage = [.. variables.Select(x => x.SolutionValue())];
        for (int c = 0; c < classRows.Length; c++)
            ClassPrice[c] = Math.Max(0, classRows[c].DualValue());
        for (int t = 0; t < typeRows.Length; t++)
            TypePrice[t] = Math.Max(0, typeRows[t].DualValue());
        for (int q = 0; q < tierRows.Length; q++)
            TierPrice[q] = Math.Min(0, tierRows[q].DualValue());
        return true;
    }

    /// <summary>How often each pattern is used in the last solution.</summary>
    public double[] Usage { get; private set; } = [];

    /// <summary>What an item of each type is worth to a pattern at the last prices.</summary>
    public double[] TypeValues()
    {
        var values = new double[space.Types];
        for (int t = 0; t < values.Length; t++)
        {
            values[t] = 1 - TypePrice[t];
            for (int q = space.Tier[t]; q < TierPrice.Length; q++)
                values[t] -= TierPrice[q];
        }

        return values;
    }

    public void Dispose() => solver.Dispose();

    private bool IsWithin(Pattern pattern)
    {
        for (int k = 0; k < pattern.Types.Length; k++)
        {
            if (pattern.Counts[k] > Limits[pattern.Types[k]])
                return false;
        }

        return true;
    }
}
