using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>
/// The last phase: as many pods placed, fewer of them disturbed. Anneals with ruin and recreate around pods that are not
/// where they started, which go home first.
/// </summary>
internal sealed class MoveReduction(PackingProblem problem, SeededRandom random)
{
    private const int Refresh = 32;

    // Steps without a better placement before the search starts again from the best one.
    private const int Patience = 20_000;

    /// <summary>Improves a placement until the effort is spent or the cost reaches <paramref name="floor"/>.</summary>
    /// <param name="nodes">Node of each item; a placement that may be kept.</param>
    /// <param name="floor">A proven bound of the cost, asked now and then.</param>
    /// <returns>The cheapest placement that was seen.</returns>
    public int[] Run(int[] nodes, Effort effort, Func<int> floor)
    {
        var cost = new DisruptionCost(problem);
        int[] best = ReplicaMatching.Match(problem, nodes);
        int bestCost = cost.Total(best);
        var state = new SearchState(problem);
        state.Load(best);
        var search = new RuinRecreate(problem, state, random);
        int current = bestCost;
        var disturbed = new List<int>();
        int step = 0;
        int sinceBest = 0;
        double temperature = 0.6;
        while (bestCost > floor() && !effort.IsOver)
        {
            if (step++ % Refresh == 0)
            {
                Collect(state.Node, disturbed);
                if (disturbed.Count == 0)
                    break;
                // Saw-tooth cooling: the budget is not known in steps.
                temperature = Math.Max(0.08, temperature * 0.995);
            }

            int item = disturbed[random.Next(disturbed.Count)];
            current += search.StepHome(effort, temperature, item);
            if (current < bestCost)
            {
                state.Node.CopyTo(best, 0);
                bestCost = current;
                sinceBest = 0;
            }
            else if (++sinceBest > Patience)
            {
                sinceBest = 0;
                temperature = 0.6;
                int[] matched = ReplicaMatching.Match(problem, best);
                int matchedCost = cost.Total(matched);
                if (matchedCost < bestCost)
                    (best, bestCost) = (matched, matchedCost);
                state.Load(best);
                search.Resync();
                current = bestCost;
            }
        }

        return ReplicaMatching.Match(problem, best);
    }

    private void Collect(ReadOnlySpan<int> nodes, List<int> disturbed)
    {
        disturbed.Clear();
        for (int i = 0; i < nodes.Length; i++)
        {
            if (problem.Origin[i] >= 0 && nodes[i] != problem.Origin[i])
                disturbed.Add(i);
        }
    }
}
