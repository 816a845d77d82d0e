using Google.OrTools.Sat;
using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>
/// The model of "Priority Matters" (arXiv 2511.08373), with CP-SAT, for comparison:
/// <list type="number">
/// <item>boolean placed_i; boolean assign_ij only where pod i fits node j alone; sum over j of assign_ij = placed_i; CPU and memory capacity of each node;</item>
/// <item>for each priority p, highest first: maximise the pods placed of priority at least p, and fix the value (= where proven, &gt;= elsewhere);</item>
/// <item>then minimise the disruption of running pods of priority at least p (stay 0, evict 1, move 2), and fix it likewise; both hint the next solve;</item>
/// <item>time: the budget less 200 ms; 40 % of it shared out over the tiers that remain, the rest a pool; a tier spends 70 % on placing and 30 % on moves.
/// The first solve without an answer ends it.</item>
/// </list>
/// Pods that rules on other pods concern stay where they are: the paper's model has no such rules.
/// </summary>
internal sealed class PaperModel
{
    private static readonly TimeSpan Overhead = TimeSpan.FromMilliseconds(200);

    private readonly PackingProblem problem;
    private readonly Deadline deadline;
    private readonly CpModel model = new();
    private readonly BoolVar?[,] assign;
    private readonly BoolVar[] placed;
    private readonly int[] incumbent;
    private readonly int[] bounds;

    private PaperModel(PackingProblem problem, Deadline deadline)
    {
        this.problem = problem;
        this.deadline = deadline;
        incumbent = [.. problem.Origin];
        bounds = new int[problem.TierPriority.Length];
        foreach (int tier in problem.Tier)
            bounds[tier]++;
        assign = new BoolVar?[problem.Pods.Length, problem.NodeCount];
        placed = new BoolVar[problem.Pods.Length];
        Build();
    }

    public static SearchOutcome Run(PackingProblem problem, Deadline deadline)
    {
        TimeSpan budget = deadline.Remaining;
        var paper = new PaperModel(problem, deadline);
        bool complete = paper.Solve(budget > Overhead ? budget - Overhead : budget / 2);
        return new SearchOutcome(
            paper.incumbent,
            complete ? PlacedOf(problem, paper.incumbent) : paper.bounds,
            new KnapsackBound(problem).Total(),
            complete,
            "CP-SAT");
    }

    private static int[] PlacedOf(PackingProblem problem, int[] nodes)
    {
        var counts = new int[problem.TierPriority.Length];
        for (int i = 0; i < nodes.Length; i++)
            counts[problem.Tier[i]] += nodes[i] >= 0 ? 1 : 0;
        return counts;
    }

    private void Build()
    {
        for (int i = 0; i < placed.Length; i++)
        {
            placed[i] = model.NewBoolVar($"placed{i}");
            var homes = new List<BoolVar>();
            for (int n = 0; n < problem.NodeCount; n++)
            {
                if (!Alone(i, n) || (problem.Dynamic[i] && n != problem.Origin[i]))
                    continue;
                BoolVar x = model.NewBoolVar($"assign{i}_{n}");
                assign[i, n] = x;
                homes.Add(x);
            }

            model.Add(LinearExpr.Sum(homes) == placed[i]);
            if (problem.Dynamic[i])
                model.Add(placed[i] == (problem.Origin[i] >= 0 ? 1 : 0));
        }

        for (int n = 0; n < problem.NodeCount; n++)
        {
            for (int r = 0; r < problem.Width; r++)
            {
                var terms = new List<BoolVar>();
                var sizes = new List<long>();
                for (int i = 0; i < placed.Length; i++)
                {
                    long want = problem.Request[(i * problem.Width) + r];
                    if (want == 0 || assign[i, n] is not { } x)
                        continue;
                    terms.Add(x);
                    sizes.Add(want);
                }

                if (terms.Count > 0)
                    model.Add(LinearExpr.WeightedSum(terms, sizes) <= Math.Max(0, problem.Capacity[(n * problem.Width) + r]));
            }
        }
    }

    // A pod may always stay where it is.
    private bool Alone(int item, int node)
    {
        if (problem.Origin[item] == node)
            return true;
        if (!problem.IsEligible(problem.Class[item], node))
            return false;
        for (int r = 0; r < problem.Width; r++)
        {
            long want = problem.Request[(item * problem.Width) + r];
            if (want > 0 && want > problem.Capacity[(node * problem.Width) + r])
                return false;
        }

        return true;
    }

    // Whether every solve was proven optimal.
    private bool Solve(TimeSpan budget)
    {
        int tiers = problem.TierPriority.Length;
        double pool = budget.TotalSeconds * 0.6;
        double shared = budget.TotalSeconds * 0.4;
        bool proven = true;
        int above = 0;
        for (int tier = 0; tier < tiers; tier++)
        {
            double slice = (shared / (tiers - tier)) + pool;
            double spent = 0;
            BoolVar[] upTo = [.. Enumerable.Range(0, placed.Length).Where(i => problem.Tier[i] <= tier).Select(i => placed[i])];
            LinearExpr count = LinearExpr.Sum(upTo);
            model.Maximize(count);
            (CpSolverStatus status, double value, double bound, double seconds) = Solve(slice * 0.7);
            spent += seconds;
            if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
                return false;
            if (proven)
                bounds[tier] = Math.Min(bounds[tier], (int)Math.Floor(bound + 1e-6) - above);
            above = (int)Math.Round(value);
            proven &= status is CpSolverStatus.Optimal;
            model.Add(status is CpSolverStatus.Optimal ? count == (long)Math.Round(value) : count >= (long)Math.Round(value));

            LinearExpr disruption = Disruption(tier);
            model.Minimize(disruption);
            (status, value, _, seconds) = Solve(Math.Max(0.001, slice - spent) * (spent < slice * 0.7 ? 1 : 0.999));
            spent += seconds;
            if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
                return false;
            proven &= status is CpSolverStatus.Optimal;
            model.Add(status is CpSolverStatus.Optimal ? disruption == (long)Math.Round(value) : disruption <= (long)Math.Round(value));

            // What a tier leaves of its own share goes to the pool, what it takes beyond comes from there.
            double own = shared / (tiers - tier);
            shared -= own;
            pool = Math.Max(0, pool + own - spent);
        }

        return proven;
    }

    private LinearExpr Disruption(int tier)
    {
        var terms = new List<LinearExpr>();
        for (int i = 0; i < placed.Length; i++)
        {
            if (problem.Tier[i] > tier || problem.Origin[i] < 0)
                continue;
            // stay 0: 1 + placed - 2 stay; evict: 1; move: 2.
            terms.Add(1 + placed[i] - (2 * assign[i, problem.Origin[i]]!));
        }

        return LinearExpr.Sum(terms);
    }

    private (CpSolverStatus Status, double Value, double Bound, double Seconds) Solve(double seconds)
    {
        double limit = Math.Min(seconds, deadline.Remaining.TotalSeconds);
        if (limit <= 0)
            return (CpSolverStatus.Unknown, 0, 0, 0);
        model.ClearHints();
        for (int i = 0; i < placed.Length; i++)
        {
            model.AddHint(placed[i], incumbent[i] >= 0);
            for (int n = 0; n < problem.NodeCount; n++)
            {
                if (assign[i, n] is { } x)
                    model.AddHint(x, incumbent[i] == n);
            }
        }

        using var solver = new CpSolver();
        solver.StringParameters = FormattableString.Invariant(
            $"max_time_in_seconds:{limit:F3},num_workers:{Math.Max(1, problem.Options.Threads)},random_seed:{(int)(problem.Options.Seed % int.MaxValue)}");
        using CancellationTokenRegistration stop = deadline.Cancellation.Register(solver.StopSearch);
        CpSolverStatus status = solver.Solve(model);
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
            return (status, 0, 0, solver.WallTime());
        for (int i = 0; i < placed.Length; i++)
        {
            incumbent[i] = -1;
            for (int n = 0; n < problem.NodeCount; n++)
            {
                if (assign[i, n] is { } x && solver.BooleanValue(x))
                    incumbent[i] = n;
            }
        }

        return (status, solver.ObjectiveValue, solver.BestObjectiveBound, solver.WallTime());
    }
}
