using CsCheck;
using Restow.Core;
using Restow.Packing.Search;

namespace Restow.Packing.Tests.Search;

public class FewestMovesTests
{
    private static Deadline Soon => Deadline.In(TimeSpan.FromSeconds(20));

    [Fact]
    public void Improve_NeedlessMoves_AreTakenBack()
    {
        AssignmentModel problem = Models.Of([10, 10, 10], [6, 6, 4], [0, 0, 0], [0, 1, -1]);
        FewestMovesOutcome outcome = FewestMoves.Improve(problem, [1, 2, 0], [3], 1, 2, 1, 1, Soon);
        Assert.Equal(0, outcome.Disruption);
        Assert.True(outcome.Proven);
        Assert.Equal([0, 1], outcome.Assignment[..2]);
        Assert.True(Models.IsFeasible(problem, outcome.Assignment));
    }

    [Fact]
    public void Improve_SwappedReplicas_CostNothingWithoutASearch()
    {
        AssignmentModel problem = Models.Of([10, 10], [6, 6], [0, 0], [0, 1]) with { Group = [0, 0] };
        FewestMovesOutcome outcome = FewestMoves.Improve(problem, [1, 0], [2], 1, 2, 1, 1, Soon);
        Assert.Equal([0, 1], outcome.Assignment);
        Assert.True(outcome.Proven);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(1, 1)]
    public void Improve_SmallInstances_IsTheOptimum(int move, int evict) =>
        Gen.ULong.Sample(
            seed =>
            {
                var random = new SeededRandom(seed);
                AssignmentModel problem = Models.Random(random);
                List<int[]> all = [.. Models.All(problem)];
                int[] incumbent = all[random.Next(all.Count)];
                int[] required = problem.PlacedByTier(incumbent);
                FewestMovesOutcome outcome = FewestMoves.Improve(problem, incumbent, required, move, evict, 1, 1, Soon);
                int[] placed = problem.PlacedByTier(outcome.Assignment);
                var counts = new GroupCounts(problem);
                long least = all.Where(a => problem.PlacedByTier(a).Zip(required).All(p => p.First >= p.Second))
                    .Min(a => Models.Disruption(problem, counts.Expand(counts.Count(a)), move, evict));
                Assert.True(outcome.Proven);
                Assert.True(Models.IsFeasible(problem, outcome.Assignment));
                Assert.All(placed.Zip(required), p => Assert.True(p.First >= p.Second));
                Assert.Equal(least, outcome.Disruption);
                Assert.Equal(least, outcome.Bound);
                Assert.Equal(least, Models.Disruption(problem, outcome.Assignment, move, evict));
            },
            iter: 100,
            threads: 1);

    [Fact]
    public void Improve_NoTime_KeepsTheIncumbent()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        AssignmentModel problem = Models.Of([10, 10, 10], [6, 6], [0, 0], [0, 1]);
        FewestMovesOutcome outcome = FewestMoves.Improve(problem, [1, 2], [2], 1, 2, 1, 1, Deadline.In(TimeSpan.FromSeconds(1), cancellation: cancelled.Token));
        Assert.Equal([1, 2], outcome.Assignment);
        Assert.False(outcome.Proven);
    }
}
