using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>What a search found and proved.</summary>
/// <param name="Nodes">Node of each item, -1 for pending.</param>
/// <param name="Bounds">The most pods of each tier, given the tiers above.</param>
/// <param name="TotalBound">The most items that any placement holds, whatever their tiers.</param>
/// <param name="FewestMoves">Whether no placement with as many pods placed disturbs less.</param>
/// <param name="Proof">By which argument the bounds hold, in a few words.</param>
internal sealed record SearchOutcome(int[] Nodes, int[] Bounds, int TotalBound, bool FewestMoves, string Proof);

/// <summary>
/// The default method: bounds first; ruin and recreate from the snapshot and from scratch; column generation for proof and
/// for the last pods; then the fewest moves.
/// </summary>
internal sealed class RestowSearch
{
    // Shares of the budget at which a phase ends when nothing ends it sooner.
    private const double PlacingShare = 0.70;
    private const double SoloRuinShare = 0.40;
    private const double ChainShare = 0.10;
    private const double LargeChainShare = 0.50;
    private const double WalkShare = 0.08;
    private const double ScratchShare = 0.12;

    // Who asks to stop early waits this long for a plan without the needless moves.
    private static readonly TimeSpan LastWalk = TimeSpan.FromMilliseconds(300);

    // Beyond this many items the aggregated model is not built: it would not be solved.
    private const int MostExactItems = 2500;

    // An ordinary core does more than is counted: what was in hand at the end of the placing goes into fewer moves.
    private const double SoloReductionShare = 0.5;

    // Alone, CP-SAT's work is counted too: deterministic seconds for each second of the budget.
    private const double SoloExactShare = 0.25;

    private readonly PackingProblem problem;
    private readonly Deadline deadline;
    private readonly TimeSpan budget;
    private readonly IProgress<PackingProgress>? progress;
    private readonly SeededRandom random;
    private readonly KnapsackBound knapsack;
    private readonly PatternPool pool;
    private readonly Incumbent incumbent;
    private readonly SearchState state;
    private readonly int[] knapsackBounds;
    private readonly List<Effort> phases = [];

    private RestowSearch(PackingProblem problem, Deadline deadline, IProgress<PackingProgress>? progress)
    {
        this.problem = problem;
        this.deadline = deadline;
        this.progress = progress;
        budget = Solo ? deadline.Budget : deadline.Remaining;
        random = new SeededRandom(problem.Options.Seed);
        knapsack = new KnapsackBound(problem);
        pool = new PatternPool(problem);
        state = new SearchState(problem);
        state.Load(problem.Origin);
        int[] sizes = problem.TierSizes();
        incumbent = new Incumbent(state, sizes);
        knapsackBounds = new int[sizes.Length];
    }

    public static SearchOutcome Run(PackingProblem problem, Deadline deadline, IProgress<PackingProgress>? progress = null) =>
        new RestowSearch(problem, deadline, progress).Run();

    private bool IsLarge => problem.Pods.Length > MostExactItems;

    private bool Solo => problem.Options.Threads <= 1;

    private SearchOutcome Run()
    {
        var search = new RuinRecreate(problem, state, random.Fork(1), pool, IsLarge);
        search.Fill();
        incumbent.Offer(state);
        ProveByKnapsack();
        if (!incumbent.IsProven)
        {
            if (IsLarge && !Solo)
                PlaceSparingly(search);
            else
                PlaceFreely(search);
        }

        return Settle();
    }

    private void PlaceFreely(RuinRecreate search)
    {
        Chain(search, Phase(ChainShare));
        if (incumbent.IsProven)
            return;
        if (Solo)
            PlaceAlone(search);
        else
            PlaceTogether(search);
    }

    // A large cluster: what is moved needlessly could not be sent home in the time, so both threads keep to what they need.
    private void PlaceSparingly(RuinRecreate search)
    {
        Deadline end = deadline.Within(budget * PlacingShare);
        SeededRandom forSecond = random.Fork(3);
        int[] start = incumbent.Read().Nodes;
        var second = Task.Run(() =>
        {
            var own = new SearchState(problem);
            own.Load(start);
            Place(new RuinRecreate(problem, own, forSecond, null, sparing: true), own, Effort.Until(end));
        });
        Chain(search, Effort.Until(deadline.Within(budget * LargeChainShare)));
        Place(search, state, Effort.Until(end));
        second.GetAwaiter().GetResult();
    }

    private void Chain(RuinRecreate search, Effort effort)
    {
        new ChainSweeps(problem, state, random.Fork(6)).PlaceAll(effort, () => incumbent.Offer(state));
        search.Resync();
        ProveByKnapsack();
    }

    private void PlaceAlone(RuinRecreate search)
    {
        Place(search, state, Phase(SoloRuinShare));
        if (!incumbent.IsProven)
            new ColumnGeneration(problem, incumbent, pool, random.Fork(2)).Run(Phase(PlacingShare - SoloRuinShare));
    }

    private void PlaceTogether(RuinRecreate search)
    {
        Deadline end = deadline.Within(budget * PlacingShare);
        SeededRandom forScratch = random.Fork(3);
        SeededRandom forColumns = random.Fork(2);
        var prover = Task.Run(() =>
        {
            var scratch = new SearchState(problem);
            var second = new RuinRecreate(problem, scratch, forScratch, pool);
            if (problem.Options.MaxMoves is null && problem.Options.MaxMovesPerWorkload is null)
            {
                second.Fill();
                Place(second, scratch, Effort.Until(end.Within(budget * ScratchShare)));
            }

            if (!incumbent.IsProven)
                new ColumnGeneration(problem, incumbent, pool, forColumns).Run(Effort.Until(end));
        });
        Place(search, state, Effort.Until(end));
        prover.GetAwaiter().GetResult();
    }

    // Ruin and recreate until everything is proven or the effort is spent; improvements of others are taken over.
    private void Place(RuinRecreate search, SearchState own, Effort effort)
    {
        int known = incumbent.Version;
        long steps = 0;
        while (!effort.IsOver)
        {
            int verdict = search.Step(effort);
            if (verdict > 0 && incumbent.Offer(own))
            {
                known = incumbent.Version;
                ProveByKnapsack();
                Report("placing");
            }

            if ((++steps & 255) != 0)
                continue;
            if (incumbent.IsProven)
                return;
            if (incumbent.Version != known)
            {
                (int[] nodes, int[] placed, known) = incumbent.Read();
                if (TierOrder.Compare(placed, own.Placed) > 0)
                {
                    own.Load(nodes);
                    search.Resync();
                    search.Fill();
                    incumbent.Offer(own);
                }
            }
        }
    }

    private void ProveByKnapsack()
    {
        (_, int[] placed, _) = incumbent.Read();
        for (int tier = 0; tier < placed.Length; tier++)
        {
            knapsackBounds[tier] = Math.Max(placed[tier], knapsack.Of(tier, placed));
            incumbent.Prove(tier, knapsackBounds[tier], placed);
        }
    }

    private SearchOutcome Settle()
    {
        (int[] nodes, int[] placed, _) = incumbent.Read();
        int[] bounds = incumbent.Bounds();
        Report("fewest moves");
        (int[] best, bool fewest) = FewestDisruptions(nodes);
        Tidy(best);
        bool byKnapsack = placed.AsSpan().SequenceEqual(knapsackBounds);
        return new SearchOutcome(
            best,
            bounds,
            knapsack.Total(),
            fewest,
            byKnapsack ? "knapsack bound" : "knapsack bound and column generation");
    }

    private (int[] Nodes, bool Proven) FewestDisruptions(int[] nodes)
    {
        var cost = new DisruptionCost(problem);
        MoveCaps? caps = MoveCaps.For(problem);
        var reduction = new MoveReduction(problem, random.Fork(4));
        double left = Math.Max(0.05, 1 - (Solo ? phases.Sum(p => p.ShareOf(budget)) : deadline.Elapsed / budget));
        var home = new HomeWalk(problem, random.Fork(7));
        int[] walked = home.Run(nodes, deadline.IsCancelled ? Effort.Until(Deadline.In(LastWalk)) : Phase(WalkShare));
        int[] best = walked;
        if (cost.Total(best) > 0)
            best = reduction.Run(walked, Phase(Solo ? (left * 0.7) + SoloReductionShare : left * 0.15), () => 0);
        if (cost.Total(best) == 0)
            return (best, true);
        if (deadline.IsExpired || problem.Pods.Length > MostExactItems)
        {
            best = reduction.Run(best, Phase(left), () => 0);
            return (home.IsReachable(best) ? best : walked, false);
        }

        int[] hint = best;
        var exact = Task.Run(() => new ExactModels(problem, hint).FewestMoves(hint, 1, deadline.Less(TimeSpan.FromMilliseconds(5)), Solo ? budget.TotalSeconds * SoloExactShare : double.PositiveInfinity));
        if (!Solo)
        {
            // The proof that the annealing waits for ends it.
            best = reduction.Run(best, Phase(1), () => exact.IsCompletedSuccessfully ? (exact.Result.Proven ? int.MaxValue : exact.Result.Bound) : 0);
        }

        (int[] found, bool proven, int bound) = exact.GetAwaiter().GetResult();
        bool adopt = cost.Total(found) < cost.Total(best) && (proven || !Solo) && caps?.Holds(found) != false
            && TierOrder.Compare(problem.CountByTier(found), problem.CountByTier(best)) >= 0;
        if (adopt)
            best = found;
        return home.IsReachable(best) ? (best, caps is null && cost.Total(best) <= bound) : (walked, false);
    }

    // Pods that were pending may be anywhere at no cost: each goes where the least room is left beside it.
    private void Tidy(int[] nodes)
    {
        state.Load(nodes);
        var space = new FreeSpace(problem, state);
        for (int i = 0; i < nodes.Length && !deadline.IsExpired; i++)
        {
            if (problem.Origin[i] >= 0 || nodes[i] < 0 || problem.Dynamic[i])
                continue;
            state.Remove(i);
            int best = space.Fullest(i);
            state.Insert(i, best >= 0 ? best : nodes[i]);
            nodes[i] = state.Node[i];
        }
    }

    // A phase's share of the budget: of the clock, or alone of the work.
    private Effort Phase(double share)
    {
        if (!Solo)
            return Effort.Until(deadline.Within(budget * share));
        var phase = Effort.Counted(deadline, budget * share);
        phases.Add(phase);
        return phase;
    }

    private void Report(string phase)
    {
        if (progress is null)
            return;
        (_, int[] placed, _) = incumbent.Read();
        progress.Report(new PackingProgress(phase, deadline.Elapsed, placed.Sum(), problem.Pods.Length, incumbent.Bounds().Sum()));
    }
}
