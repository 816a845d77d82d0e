using Google.OrTools.Sat;
using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>The cheapest way found to place as many pods of each tier.</summary>
/// <param name="Assignment">The node of each item; -1 where it is pending.</param>
/// <param name="Disruption">Its weighted disruptions.</param>
/// <param name="Proven">Whether no assignment that places as many disturbs less.</param>
/// <param name="Bound">What every such assignment disturbs at least.</param>
internal sealed record FewestMovesOutcome(int[] Assignment, long Disruption, bool Proven, long Bound);

/// <summary>
/// Keeps how many pods of each tier are placed and disturbs the fewest running ones. Aggregated: an integer x[group, node] instead of a
/// boolean per pod, exact since replicas are interchangeable; stay[group, node] &lt;= min(x, current). The incumbent is a complete hint.
/// </summary>
internal static class FewestMoves
{
    private const int MostVariables = 200_000;

    /// <summary>What CP-SAT takes beyond its limit, measured at 10 to 36 ms with 16 to 32 thousand variables.</summary>
    private static readonly TimeSpan Finish = TimeSpan.FromMilliseconds(30);

    /// <param name="incumbent">A feasible assignment that places at least <paramref name="required"/>.</param>
    /// <param name="required">Items to be placed of each tier, at least.</param>
    /// <param name="counted">Work after which the solver ends; see <see cref="TimedSolve"/>.</param>
    public static FewestMovesOutcome Improve(
        AssignmentModel problem, int[] incumbent, int[] required, int moveWeight, int evictWeight, int workers, ulong seed, Deadline deadline, double counted = double.PositiveInfinity)
    {
        var groups = new GroupCounts(problem);
        Dictionary<int, int>[] counts = groups.Count(incumbent);
        int[] best = groups.Expand(counts);
        long cost = groups.Disruption(best, moveWeight, evictWeight);
        if (cost == 0)
            return new FewestMovesOutcome(best, 0, true, 0);
        var unproven = new FewestMovesOutcome(best, cost, false, 0);
        if ((long)groups.Members.Length * problem.Nodes > MostVariables)
            return unproven;
        var model = new CpModel();
        Dictionary<int, IntVar>[]? x = Places(model, problem, groups, deadline);
        if (x is null)
            return unproven;
        Capacities(model, problem, groups, x);
        Conflicts(model, problem, x);
        Tiers(model, problem, groups, x, required);
        Objective(model, problem, groups, x, counts, moveWeight, evictWeight);
        for (int g = 0; g < x.Length; g++)
        {
            foreach ((int node, IntVar count) in x[g])
                model.AddHint(count, counts[g].GetValueOrDefault(node));
        }

        CpSolverResponse? response = TimedSolve.Run(model, deadline.SolverLimit - Finish, workers, seed, deadline, counted);
        if (!TimedSolve.HasSolution(response))
            return unproven;
        long bound = Math.Min(cost, (long)Math.Ceiling(response!.BestObjectiveBound - 1e-6));
        int[] found = groups.Expand([.. x.Select(row => row.ToDictionary(p => p.Key, p => (int)response.Solution[p.Value.Index]))]);
        long foundCost = groups.Disruption(found, moveWeight, evictWeight);
        if (foundCost < cost)
            (best, cost) = (found, foundCost);
        return new FewestMovesOutcome(best, cost, cost <= bound, bound);
    }

    private static Dictionary<int, IntVar>[]? Places(CpModel model, AssignmentModel problem, GroupCounts groups, Deadline deadline)
    {
        var x = new Dictionary<int, IntVar>[groups.Members.Length];
        for (int g = 0; g < x.Length; g++)
        {
            if (deadline.IsExpired)
                return null;
            x[g] = [];
            List<int> members = groups.Members[g];
            int one = members[0];
            for (int node = 0; node < problem.Nodes; node++)
            {
                // Where the group may not go today, those that run there may still stay.
                bool open = problem.Fits(one, node) && (problem.Origin[one] != node || problem.Eligible(one, node));
                int most = open ? members.Count : groups.Current[g].GetValueOrDefault(node);
                if (most > 0)
                    x[g][node] = model.NewIntVar(0, most, "");
            }
        }

        return x;
    }

    private static void Capacities(CpModel model, AssignmentModel problem, GroupCounts groups, Dictionary<int, IntVar>[] x)
    {
        for (int node = 0; node < problem.Nodes; node++)
        {
            for (int r = 0; r < problem.Resources; r++)
            {
                var vars = new List<IntVar>();
                var amounts = new List<long>();
                for (int g = 0; g < x.Length; g++)
                {
                    long amount = problem.Request[(groups.Members[g][0] * problem.Resources) + r];
                    if (amount == 0 || !x[g].TryGetValue(node, out IntVar? count))
                        continue;
                    vars.Add(count);
                    amounts.Add(amount);
                }

                if (vars.Count > 0)
                    model.Add(LinearExpr.WeightedSum(vars, amounts) <= problem.Capacity[(node * problem.Resources) + r]);
            }
        }
    }

    private static void Conflicts(CpModel model, AssignmentModel problem, Dictionary<int, IntVar>[] x)
    {
        foreach (ItemConflict conflict in problem.Conflicts)
        {
            IEnumerable<KeyValuePair<int, IntVar>> counts = conflict.Items.Select(i => problem.Group[i]).Distinct().SelectMany(g => x[g]);
            foreach (IGrouping<int, IntVar> domain in counts.ToLookup(p => conflict.Domain[p.Key], p => p.Value))
            {
                if (domain.Key >= 0)
                    model.Add(LinearExpr.Sum(domain) <= 1);
            }
        }
    }

    private static void Tiers(CpModel model, AssignmentModel problem, GroupCounts groups, Dictionary<int, IntVar>[] x, int[] required)
    {
        for (int tier = 0; tier < required.Length; tier++)
        {
            IEnumerable<IntVar> all = Enumerable.Range(0, x.Length)
                .Where(g => problem.Tier[groups.Members[g][0]] == tier).SelectMany(g => x[g].Values);
            model.Add(LinearExpr.Sum(all) >= required[tier]);
        }
    }

    private static void Objective(
        CpModel model, AssignmentModel problem, GroupCounts groups, Dictionary<int, IntVar>[] x, Dictionary<int, int>[] hint, int moveWeight, int evictWeight)
    {
        var terms = new List<LinearExpr>();
        for (int g = 0; g < x.Length; g++)
        {
            List<int> members = groups.Members[g];
            int running = members.Count(i => problem.Origin[i] >= 0);
            int bound = members.Count(i => problem.Origin[i] >= 0 && !problem.MayEvict[i]);
            LinearExpr placed = LinearExpr.Sum(x[g].Values);
            model.Add(placed <= members.Count);
            if (bound > 0)
                model.Add(placed >= bound);
            if (running == 0)
                continue;
            foreach ((int node, int current) in groups.Current[g])
            {
                // moved = running - stay - evicted, and what leaves a node is what does not stay.
                IntVar stay = model.NewIntVar(0, current, "");
                if (x[g].TryGetValue(node, out IntVar? count))
                    model.Add(stay <= count);
                else
                    model.Add(stay == 0);
                model.AddHint(stay, Math.Min(current, hint[g].GetValueOrDefault(node)));
                terms.Add((current - stay) * moveWeight);
            }

            IntVar evicted = model.NewIntVar(0, running, "");
            if (evictWeight >= moveWeight)
                model.Add(evicted >= running - placed);
            else
                model.AddMaxEquality(evicted, [running - placed, LinearExpr.Constant(0)]);
            model.AddHint(evicted, Math.Max(0, running - hint[g].Values.Sum()));
            terms.Add(evicted * (evictWeight - moveWeight));
        }

        model.Minimize(LinearExpr.Sum(terms));
    }
}
