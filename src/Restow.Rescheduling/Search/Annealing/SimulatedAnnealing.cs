using System.Diagnostics;
using Restow.Core;
using Restow.Rescheduling.Search.Heuristics;

namespace Restow.Rescheduling.Search.Annealing;

/// <summary>
/// The method <c>anneal</c>: rounds of simulated annealing, each longer than the one before, on every thread with a seed of its own.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>The completion rule and the best single moves give a first answer in milliseconds.</item>
/// <item>A round cools from 0.3 to 0.03 steps of the objective over a share of the time, from the snapshot with its hosts in maintenance emptied greedily;
/// what is left there weighs more than everything else.</item>
/// <item>Every other round starts from the best of all threads, at half the heat.</item>
/// <item>Once a goal is met, the limit on migrations sinks below what met it, and the search goes on: each answer needs fewer moves than the last.</item>
/// </list>
/// With one thread the proposals are counted instead of the seconds, so that a seed gives the same plan on any machine that makes
/// 15 million a second where the objective is a sum over nodes, 2 million elsewhere; the deadline holds regardless. It proves nothing.
/// </remarks>
internal sealed class SimulatedAnnealing : IReschedulingMethod
{
    private const int Block = 8192;
    private const float Hot = 0.3f;
    private const float Warm = 0.15f;
    private const float Cold = 0.03f;
    private const double ShareOfHeuristic = 0.2;
    private static readonly double[] Rounds = [0.1, 0.2, 0.3, 0.4];

    public SearchOutcome Search(ReschedulingProblem problem, Deadline deadline, IProgress<ReschedulingProgress>? progress)
    {
        var value = new SmoothValue(problem);
        int threads = Math.Max(1, problem.Options.Threads);
        var first = new WalkState(problem, value);
        var shared = new SharedBest(first.Best, first.Limit, progress);
        if (first.Movable.Length > 0 && first.Limit > 0)
        {
            var random = new SeededRandom(problem.Options.Seed);
            Task[] running =
            [
                .. Enumerable.Range(0, threads).Select(t => random.Fork((ulong)t)).Select((stream, t) => Task.Factory.StartNew(
                    () => Anneal(problem, value, t == 0 ? first : new WalkState(problem, value), stream, shared, t, deadline),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default)),
            ];
            Task.WaitAll(running);
        }

        return new SearchOutcome(StateOf(problem, shared.Take())) { Proof = "annealing proves no bound" };
    }

    private static void Anneal(ReschedulingProblem problem, SmoothValue value, WalkState state, SeededRandom random, SharedBest shared, int thread, Deadline deadline)
    {
        bool isCounted = problem.Options.Threads <= 1;
        if (thread == 0)
            Begin(new Completion(), state, shared, deadline);
        if (thread == 1 || isCounted)
            Begin(new OneMoveGreedy(), state, shared, deadline);
        var walk = new Walk(problem, value, state, random);
        double seconds = (isCounted ? deadline.Budget : deadline.Remaining).TotalSeconds;
        TimeSpan begin = deadline.Elapsed;
        for (int round = 0; round < Rounds.Length && !deadline.IsExpired && !IsDone(state, problem); round++)
        {
            bool isWarm = round % 2 == 1;
            state.Start(isWarm ? shared.Take().Moves : []);
            walk.Evacuate();
            double end = Rounds[..(round + 1)].Sum();
            if (isCounted)
                Cool(walk, isWarm ? Warm : Hot, (long)(Rounds[round] * seconds * CountedRate(problem)), deadline);
            else
                Cool(walk, isWarm ? Warm : Hot, begin + TimeSpan.FromSeconds(end * seconds), deadline);
            Share(state, shared);
        }
    }

    private static void Begin(IReschedulingMethod method, WalkState state, SharedBest shared, Deadline deadline)
    {
        FleetState found = method.Search(state.Problem, deadline.Within(deadline.Remaining * ShareOfHeuristic), null).State;
        state.Start(found.Moves());
        Share(state, shared);
    }

    private static void Share(WalkState state, SharedBest shared)
    {
        shared.Offer(state.Best, state.Best.Value >= state.Problem.Options.Goal);
        state.Limit = LimitAfter(shared.Take(), state.Problem, state.Limit);
    }

    private static double CountedRate(ReschedulingProblem problem) => problem.IsSeparable && !problem.Rules.Any ? 15e6 : 2e6;

    private static bool IsDone(WalkState state, ReschedulingProblem problem) =>
        state.Limit == 0 || (state.Best.Displaced == 0 && state.Best.Left == 0 && state.Best.Value >= problem.Options.Goal);

    private static int LimitAfter(Standing best, ReschedulingProblem problem, int limit) =>
        best.Left == 0 && best.Value >= problem.Options.Goal ? Math.Min(limit, Math.Max(0, best.Displaced - 1)) : limit;

    private static void Cool(Walk walk, float hot, long proposals, Deadline deadline)
    {
        long blocks = Math.Max(1, proposals / Block);
        for (long k = 0; k < blocks && !deadline.IsExpired; k++)
            walk.Run(Block, Temperature(hot, (double)k / blocks));
    }

    private static void Cool(Walk walk, float hot, TimeSpan until, Deadline deadline)
    {
        // On a busy machine the round's end may have passed before it began.
        TimeSpan start = deadline.Elapsed;
        double length = (until - start).TotalSeconds;
        for (double done = length > 0 ? 0 : 1; done < 1 && !deadline.IsExpired; done = (deadline.Elapsed - start).TotalSeconds / length)
            walk.Run(Block, Temperature(hot, done));
    }

    private static float Temperature(float hot, double done) => hot * MathF.Pow(Cold / hot, (float)done);

    private static FleetState StateOf(ReschedulingProblem problem, Standing best)
    {
        var state = new FleetState(problem, best.Moves);
        Debug.Assert(state.LeftToEvacuate == best.Left && Math.Min(state.Value, problem.Options.Goal ?? long.MaxValue) == best.Value, "the walk and the state agree");
        return state;
    }
}
