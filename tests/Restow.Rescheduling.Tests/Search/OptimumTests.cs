using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Tests.Search;

public class OptimumTests
{
    private const int Fleets = 40;

    [Fact]
    public void Search_PaperModelOnTinyFleets_FindsTheOptimumOfAllAndProvesIt()
    {
        foreach (ReschedulingProblem problem in Tiny(Fragments.Of16).Concat(Tiny(new Balance())).Concat(Tiny(new Fragments([(16, 1), (64, 4)]))))
        {
            SearchOutcome outcome = MethodTests.Run(nameof(ReschedulingMethod.Mip), problem);
            Assert.Equal(BruteForce.BestScore(problem), outcome.State.Score);
            Assert.True(outcome.Bound is null || outcome.Bound == outcome.State.Value);
        }
    }

    [Fact]
    public void Search_AnnealingOnTinyFleets_FindsTheOptimumOfMost()
    {
        int optimal = 0;
        int all = 0;
        foreach (ReschedulingProblem problem in Tiny(Fragments.Of16).Concat(Tiny(new EmptyHosts())))
        {
            optimal += MethodTests.Run(nameof(ReschedulingMethod.Anneal), problem).State.Score == BruteForce.BestScore(problem) ? 1 : 0;
            all++;
        }

        Assert.True(optimal >= 0.9 * all, $"optimal on {optimal} of {all}");
    }

    [Fact]
    public void Search_Goal_PaperModelNeedsTheFewestMovesAndAnnealingMostlyToo()
    {
        int same = 0;
        int all = 0;
        foreach (ReschedulingProblem free in Tiny(Fragments.Of16))
        {
            long start = new FleetState(free).Value;
            ReschedulingProblem problem = ReschedulingProblem.Compile(free.Fleet, free.Options with { Goal = start + 1 });
            if (BruteForce.FewestMovesTo(problem, start + 1) is not { } fewest)
                continue;
            SearchOutcome exact = MethodTests.Run(nameof(ReschedulingMethod.Mip), problem);
            Assert.Equal(fewest, exact.State.Displaced);
            Assert.Equal(fewest, exact.FewestMigrations);
            SearchOutcome annealed = MethodTests.Run(nameof(ReschedulingMethod.Anneal), problem);
            same += annealed.State.Displaced == fewest && annealed.State.Value > start ? 1 : 0;
            all++;
        }

        Assert.InRange(same, (int)Math.Ceiling(0.9 * all), all);
        Assert.True(all > 5, "the fleets show something");
    }

    private static IEnumerable<ReschedulingProblem> Tiny(FleetObjective objective)
    {
        for (ulong seed = 1; seed <= Fleets; seed++)
        {
            Fleet fleet = Build.Random(3, 2, seed);
            fleet = fleet with { Vms = [.. fleet.Vms.Where((_, i) => i % 2 == 0).Take(5)], Rules = [] };
            yield return Build.Problem(fleet, new ReschedulingOptions { Objective = objective, MaxMigrations = 3, MaxMigratedMb = seed % 3 == 0 ? 60_000 : null, Threads = 1 });
        }
    }
}
