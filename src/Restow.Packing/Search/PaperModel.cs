using Google.OrTools.Sat;
using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>
/// The model of "Priority Matters" (arXiv 2511.08373), for comparison. One boolean per pod and node where it fits alone; for
/// each tier, highest first: place the most pods of it and all higher ones and fix that; disturb the fewest of them that run (stay 0,
/// evict 1, move 2) and fix that; the solution so far is the next search's hint.
/// </summary>
/// <remarks>
/// Time as there: 200 ms are kept back; 40 % of the rest is shared equally by the tiers, the others are a pool on which the current tier
/// draws; a tier spends 70 % on placing and 30 % on moves; the first phase without an answer ends the search. Building the model counts.
/// A search that ends early leaves pods of the tiers it never reached pending; unlike the paper's, this one then gives them what room is
/// left (<see cref="Completion"/>): the comparison is with the model at its best.
/// </remarks>
internal sealed class PaperModel
{
    private const int MostVariables = 3_000_000;
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(200);

    private readonly AssignmentModel problem;
    private readonly CpModel model = new();
    private readonly List<(int Node, BoolVar Here)>[] places;
    private readonly BoolVar[] placed;
    private readonly int[] best;

    private PaperModel(AssignmentModel problem)
    {
        this.problem = problem;
        places = new List<(int, BoolVar)>[problem.Items];
        placed = new BoolVar[problem.Items];
        best = (int[])problem.Origin.Clone();
    }

    public static CpSatOutcome Solve(AssignmentModel problem, int workers, ulong seed, Deadline deadline)
    {
        TimeSpan half = deadline.Remaining / 2;
        Deadline search = deadline.Less(half < Reserve ? half : Reserve);
        var bounds = new double?[problem.Tiers];
        var it = new PaperModel(problem);
        TimeSpan share = search.Remaining * 0.4 / Math.Max(1, problem.Tiers);
        bool proven = it.Build(search) && it.Search(bounds, share, workers, seed, search);
        if (!proven)
            Completion.Apply(problem, it.best);
        return new CpSatOutcome(it.best, proven, problem.PlacedByTier(it.best), bounds);
    }

    private bool Search(double?[] bounds, TimeSpan share, int workers, ulong seed, Deadline search)
    {
        bool proven = true;
        Hint();
        for (int tier = 0; tier < bounds.Length; tier++)
        {
            TimeSpan mine = search.Remaining - (share * (bounds.Length - tier - 1));
            int[] items = [.. Enumerable.Range(0, problem.Items).Where(i => problem.Tier[i] <= tier)];
            LinearExpr count = LinearExpr.Sum(items.Select(i => placed[i]));
            model.Maximize(count);
            CpSolverResponse? response = TimedSolve.Run(model, mine * 0.7, workers, seed, search);
            if (!TimedSolve.HasSolution(response))
                return false;
            bounds[tier] = response!.BestObjectiveBound;
            Keep(response);
            long most = items.LongCount(i => best[i] >= 0);
            bool exact = response.Status == CpSolverStatus.Optimal;
            model.Add(exact ? count == most : count >= most);
            proven &= exact;
            Hint();

            int[] running = [.. items.Where(i => problem.Origin[i] >= 0)];
            if (running.Length == 0)
                continue;
            LinearExpr disruption = LinearExpr.Sum(running.Select(Disruption));
            model.Minimize(disruption);
            response = TimedSolve.Run(model, mine * 0.3, workers, seed, search);
            if (!TimedSolve.HasSolution(response))
                return false;
            Keep(response!);
            long least = (long)Math.Round(response!.ObjectiveValue);
            exact = response.Status == CpSolverStatus.Optimal;
            model.Add(exact ? disruption == least : disruption <= least);
            proven &= exact;
            Hint();
        }

        return proven;
    }

    /// <summary>Stay 0, evict 1, move 2: 1 + placed - 2 stay.</summary>
    private LinearExpr Disruption(int item)
    {
        (int Node, BoolVar Here) home = places[item].Find(p => p.Node == problem.Origin[item]);
        return home.Here is null ? placed[item] + 1 : placed[item] + 1 - (2 * home.Here);
    }

    /// <summary>Whether the model was complete in time.</summary>
    private bool Build(Deadline deadline)
    {
        var rows = new (List<BoolVar> Vars, List<long> Amounts)[problem.Capacity.Length];
        for (int row = 0; row < rows.Length; row++)
            rows[row] = ([], []);
        int variables = 0;
        for (int item = 0; item < problem.Items; item++)
        {
            if (deadline.IsExpired || variables > MostVariables)
                return false;
            placed[item] = model.NewBoolVar("");
            places[item] = [];
            for (int node = 0; node < problem.Nodes; node++)
            {
                if (!problem.Fits(item, node))
                    continue;
                BoolVar here = model.NewBoolVar("");
                variables++;
                places[item].Add((node, here));
                for (int r = 0; r < problem.Resources; r++)
                {
                    long amount = problem.Request[(item * problem.Resources) + r];
                    if (amount == 0)
                        continue;
                    rows[(node * problem.Resources) + r].Vars.Add(here);
                    rows[(node * problem.Resources) + r].Amounts.Add(amount);
                }
            }

            model.Add(LinearExpr.Sum(places[item].Select(p => p.Here)) == placed[item]);
            if (problem.Origin[item] >= 0 && !problem.MayEvict[item])
                model.Add(placed[item] == 1);
        }

        for (int row = 0; row < rows.Length; row++)
        {
            if (rows[row].Vars.Count > 0)
                model.Add(LinearExpr.WeightedSum(rows[row].Vars, rows[row].Amounts) <= problem.Capacity[row]);
        }

        foreach (ItemConflict conflict in problem.Conflicts)
        {
            foreach (var domain in conflict.Items.SelectMany(i => places[i]).ToLookup(p => conflict.Domain[p.Node], p => p.Here))
            {
                if (domain.Key >= 0)
                    model.AddAtMostOne(domain);
            }
        }

        return !deadline.IsExpired;
    }

    private void Keep(CpSolverResponse response)
    {
        for (int item = 0; item < best.Length; item++)
        {
            best[item] = -1;
            foreach ((int node, BoolVar here) in places[item])
            {
                if (response.Solution[here.Index] != 0)
                    best[item] = node;
            }
        }
    }

    private void Hint()
    {
        model.ClearHints();
        for (int item = 0; item < best.Length; item++)
        {
            model.AddHint(placed[item], best[item] >= 0);
            foreach ((int node, BoolVar here) in places[item])
                model.AddHint(here, node == best[item]);
        }
    }
}
