using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>
/// Column generation over the contents of nodes (Gilmore and Gomory, 1961), tier by tier, highest first; a tier that is proven is
/// skipped. Proves the incumbent where the Lagrangian bound meets it, and dives for one pod more where it does not. On many nodes the
/// same is done on a few wasteful nodes at a time, which proves nothing but places more.
/// </summary>
internal sealed class ColumnGeneration(PackingProblem problem, Incumbent incumbent, PatternPool pool, SeededRandom random)
{
    private const int MostNodes = 48;
    private const int MostClasses = 12;
    private const int Neighbourhood = 6;

    private readonly SearchState scratch = new(problem);
    private readonly MoveCaps? caps = MoveCaps.For(problem);

    public void Run(Effort effort)
    {
        var stuck = new HashSet<int>();
        while (!effort.IsOver && !incumbent.IsProven)
        {
            (int[] nodes, int[] placed, int version) = incumbent.Read();
            int[] bounds = incumbent.Bounds();
            int tier = -1;
            for (int t = 0; t < placed.Length && tier < 0; t++)
            {
                if (placed[t] < bounds[t] && !stuck.Contains(t))
                    tier = t;
            }

            if (tier < 0)
            {
                // Every open tier has resisted as a whole: work on a few nodes at a time.
                stuck.Clear();
                for (int round = 0; round < 12 && !effort.IsOver && incumbent.Version == version; round++)
                    Improve(nodes, placed, OpenTier(placed, bounds), effort);
                continue;
            }

            int[] all = [.. Enumerable.Range(0, problem.NodeCount)];
            var space = new PatternSpace(problem, all, Enumerable.Range(0, problem.Pods.Length), tier);
            if (problem.NodeCount > MostNodes || space.Classes > MostClasses || !ProveOrImprove(space, nodes, placed, tier, effort))
                stuck.Add(tier);
        }
    }

    private static int OpenTier(int[] placed, int[] bounds)
    {
        for (int t = 0; t < placed.Length; t++)
        {
            if (placed[t] < bounds[t])
                return t;
        }

        return placed.Length - 1;
    }

    private bool ProveOrImprove(PatternSpace space, int[] nodes, int[] placed, int tier, Effort effort)
    {
        int version = incumbent.Version;
        if (PerfectPatterns.ProvesOneMissing(problem, space, placed, tier, effort))
        {
            incumbent.Prove(tier, placed[tier], placed);
            return true;
        }

        using var run = new PatternRun(problem, space, nodes, placed, tier, random);
        run.Seed(pool);
        PatternOutcome outcome = run.Solve(effort, bound =>
        {
            incumbent.Prove(tier, Math.Max(placed[tier], bound), placed);
            return incumbent.Version != version;
        });
        return outcome switch
        {
            PatternOutcome.Proven or PatternOutcome.Interrupted => true,
            PatternOutcome.Improved => Adopt(space, run.Found!, nodes),
            _ => false,
        };
    }

    private void Improve(int[] nodes, int[] placed, int tier, Effort effort)
    {
        scratch.Load(nodes);
        int[] chosen = WastefulNodes();
        var inside = new HashSet<int>(chosen);
        List<int> items = [];
        var here = new int[placed.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes[i] >= 0 && inside.Contains(nodes[i]))
            {
                items.Add(i);
                here[problem.Tier[i]]++;
            }
            else if (nodes[i] < 0 && problem.Tier[i] <= tier && items.Count < 400)
            {
                items.Add(i);
            }
        }

        var space = new PatternSpace(problem, chosen, items, tier);
        using var run = new PatternRun(problem, space, nodes, here, tier, random);
        run.Seed(pool);
        Effort slice = effort.Slice(TimeSpan.FromSeconds(0.2));
        int version = incumbent.Version;
        PatternOutcome outcome = run.Solve(slice, _ => incumbent.Version != version);
        effort.Spend(slice.Spent + 4096);
        if (outcome is PatternOutcome.Improved)
            Adopt(space, run.Found!, nodes);
    }

    private int[] WastefulNodes()
    {
        var waste = new (double Waste, int Node)[problem.NodeCount];
        for (int n = 0; n < waste.Length; n++)
        {
            double sum = 0;
            for (int r = 0; r < problem.Width; r++)
            {
                double capacity = Math.Max(1, problem.Capacity[(n * problem.Width) + r]);
                sum += scratch.Free[(n * problem.Width) + r] / capacity;
            }

            waste[n] = (sum * (0.5 + random.NextDouble()), n);
        }

        return [.. waste.OrderByDescending(w => w.Waste).Take(Neighbourhood).Select(w => w.Node)];
    }

    // Puts the patterns on the nodes that hold most of each already, then whatever else still fits.
    private bool Adopt(PatternSpace space, IReadOnlyList<Pattern> patterns, int[] nodes)
    {
        int[] target = PatternAssignment.Assign(problem, space, patterns, nodes);
        scratch.Load(new int[nodes.Length].Select(_ => -1).ToArray());
        for (int i = 0; i < target.Length; i++)
        {
            if (target[i] >= 0 && scratch.Fits(i, target[i]))
                scratch.Insert(i, target[i]);
        }

        new RuinRecreate(problem, scratch, random).Fill();
        for (int i = 0; i < target.Length; i++)
        {
            if (!scratch.StillHolds(i))
                return false;
        }

        return caps?.Holds(scratch.Node) != false && incumbent.Offer(scratch);
    }
}
