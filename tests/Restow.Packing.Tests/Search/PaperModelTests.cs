using System.Diagnostics;
using CsCheck;
using Restow.Core;
using Restow.Packing.Search;

namespace Restow.Packing.Tests.Search;

public class PaperModelTests
{
    // The large model left to itself takes far longer; what obeys needs a second or two, on a busy machine perhaps many.
    private static readonly TimeSpan LeftAlone = TimeSpan.FromMinutes(2);

    private static Deadline Soon => Deadline.In(TimeSpan.FromSeconds(20));

    [Fact]
    public void Solve_HighTierFirst_OnePodOfTierZeroBeatsTwoOfTierOne()
    {
        AssignmentModel problem = Models.Of([10], [6, 5, 5], [0, 1, 1], [-1, 0, 0]);
        CpSatOutcome outcome = PaperModel.Solve(problem, 1, 1, Soon);
        Assert.True(outcome.Proven);
        Assert.Equal([1, 0], outcome.PlacedByTier);
        Assert.Equal([0, -1, -1], outcome.Assignment);
    }

    [Fact]
    public void Solve_ScatteredRoom_MovesOnePodToPlaceAnother()
    {
        AssignmentModel problem = Models.Of([10, 10], [5, 5, 10], [0, 0, 0], [0, 1, -1]);
        CpSatOutcome outcome = PaperModel.Solve(problem, 1, 1, Soon);
        Assert.Equal([3], outcome.PlacedByTier);
        Assert.Equal(2, Models.Disruption(problem, outcome.Assignment, move: 2, evict: 1));
        Assert.Equal(3, outcome.Bound[0]);
    }

    [Fact]
    public void Solve_NoItems_IsProven()
    {
        CpSatOutcome outcome = PaperModel.Solve(Models.Of([10], [], [], []), 1, 1, Soon);
        Assert.True(outcome.Proven);
        Assert.Empty(outcome.Assignment);
    }

    [Fact]
    public void Solve_OverCommittedNodeThatMayNotEvict_KeepsTheOrigin()
    {
        AssignmentModel problem = Models.Of([4], [5, 1], [0, 0], [0, -1]) with { MayEvict = [false, false] };
        CpSatOutcome outcome = PaperModel.Solve(problem, 1, 1, Soon);
        Assert.False(outcome.Proven);
        Assert.Equal([0, -1], outcome.Assignment);
    }

    [Fact]
    public void Solve_SmallInstances_IsTheLexicographicOptimum() =>
        Gen.ULong.Sample(
            seed =>
            {
                AssignmentModel problem = Models.Random(new SeededRandom(seed));
                CpSatOutcome outcome = PaperModel.Solve(problem, 1, 1, Soon);
                Assert.True(outcome.Proven);
                Assert.True(Models.IsFeasible(problem, outcome.Assignment));
                Assert.Equal(Models.All(problem).Min(a => Rank(problem, a)), Rank(problem, outcome.Assignment));
            },
            iter: 60,
            threads: 1);

    [Fact]
    public void Completion_PendingItems_GoHomeFirstThenWhereTheyFit()
    {
        AssignmentModel problem = Models.Of([10, 6], [6, 6, 6, 4], [0, 1, 1, 1], [-1, 0, 1, -1]);
        int[] assignment = [0, -1, -1, -1];
        Completion.Apply(problem, assignment);
        Assert.Equal([0, -1, 1, 0], assignment);
    }

    [Fact]
    public void Completion_RandomStarts_StaysFeasible() =>
        Gen.ULong.Sample(
            seed =>
            {
                var random = new SeededRandom(seed);
                AssignmentModel problem = Models.Random(random);
                List<int[]> all = [.. Models.All(problem)];
                int[] assignment = all[random.Next(all.Count)];
                Completion.Apply(problem, assignment);
                Assert.True(Models.IsFeasible(problem, assignment));
            },
            iter: 500);

    [Fact]
    public void Solve_TooLarge_EndsByItsDeadlineAndFeasible()
    {
        AssignmentModel problem = Large();
        long start = Stopwatch.GetTimestamp();
        CpSatOutcome outcome = PaperModel.Solve(problem, 2, 1, Deadline.In(TimeSpan.FromSeconds(1)));
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        TestContext.Current.TestOutputHelper?.WriteLine($"{took.TotalMilliseconds:F0} ms, {outcome.PlacedByTier.Sum()} of {problem.Items}");
        Assert.True(took < LeftAlone, $"{took.TotalMilliseconds:F0} ms");
        Assert.True(Models.IsFeasible(problem, outcome.Assignment));
    }

    [Fact]
    public void Solve_Cancelled_Stops()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(600));
        long start = Stopwatch.GetTimestamp();
        PaperModel.Solve(Large(), 2, 1, Deadline.In(TimeSpan.FromMinutes(30), cancellation: cancel.Token));
        Assert.True(Stopwatch.GetElapsedTime(start) < LeftAlone);
    }

    private static (int, int, int, int) Rank(AssignmentModel problem, int[] a)
    {
        int Placed(int tier) => -Enumerable.Range(0, a.Length).Count(i => problem.Tier[i] <= tier && a[i] >= 0);
        return (Placed(0), (int)Models.Disruption(problem, a, 2, 1, 0), Placed(1), (int)Models.Disruption(problem, a, 2, 1, 1));
    }

    private static AssignmentModel Large()
    {
        var random = new SeededRandom(1);
        long[] request = [.. Enumerable.Range(0, 512).Select(_ => (long)random.NextInclusive(100, 1000))];
        long[] capacity = [.. Enumerable.Repeat(request.Sum() / 64, 64)];
        long[] free = [.. capacity];
        int[] origin = [.. request.Select(r =>
        {
            int node = Array.FindIndex(free, f => f >= r);
            if (node >= 0)
                free[node] -= r;
            return node;
        })];
        return Models.Of(capacity, request, [.. request.Select((_, i) => i % 4)], origin);
    }
}
