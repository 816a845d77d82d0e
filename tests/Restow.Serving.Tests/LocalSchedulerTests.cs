using Restow.Core;
using Restow.Serving.Engine;

namespace Restow.Serving.Tests;

public class LocalSchedulerTests
{
    private static readonly InstanceOptions Small = new() { Blocks = 20, BlockTokens = 4, WatermarkFraction = 0.05 };
    private readonly List<Sequence> ended = [];

    [Fact]
    public void PlanStep_NewRequest_PrefillsAlone()
    {
        LocalScheduler scheduler = Create();
        scheduler.Enqueue(Request(0, 8, 3), 0);
        Assert.Single(Step(scheduler)!.Value.Prompts);
        scheduler.Enqueue(Request(1, 8, 3), 0);
        (List<PrefillWork> prompts, List<Sequence> decodes) = Step(scheduler)!.Value;
        Assert.Equal(1, Assert.Single(prompts).Sequence.Request.Id);
        Assert.Empty(decodes);
        Assert.Equal(2, Step(scheduler)!.Value.Decodes.Count);
    }

    [Fact]
    public void PlanStep_TwiceWithoutCompletion_Throws()
    {
        LocalScheduler scheduler = Create();
        scheduler.Enqueue(Request(0, 8, 3), 0);
        scheduler.PlanStep(0);
        Assert.Throws<InvalidOperationException>(() => scheduler.PlanStep(0));
    }

    [Fact]
    public void PlanStep_NoBlockLeft_PreemptsTheLatestAndRecomputes()
    {
        LocalScheduler scheduler = Create();
        Sequence first = Request(0, 36, 30);
        Sequence second = Request(1, 36, 30);
        scheduler.Enqueue(first, 0);
        scheduler.Enqueue(second, 0);
        RunUntilIdle(scheduler);
        Assert.Equal(0, first.Preemptions);
        Assert.True(second.Preemptions > 0);
        Assert.All(ended, s => Assert.Equal(30, s.Generated));
        Assert.Equal(2, ended.Count);
        scheduler.Pool.Verify([]);
    }

    [Fact]
    public void Enqueue_PromptThatNeverFits_IsRejected()
    {
        LocalScheduler scheduler = Create();
        Sequence huge = Request(0, 80, 1);
        scheduler.Enqueue(huge, 0);
        Assert.Equal(RequestOutcome.Rejected, huge.Outcome);
        Assert.Null(scheduler.PlanStep(0));
    }

    [Fact]
    public void PlanStep_OutputOutgrowsTheInstance_IsTruncated()
    {
        LocalScheduler scheduler = Create();
        Sequence endless = Request(0, 8, 1000);
        scheduler.Enqueue(endless, 0);
        RunUntilIdle(scheduler);
        Assert.Equal(RequestOutcome.Truncated, endless.Outcome);
        Assert.Equal(20, scheduler.Pool.Free);
    }

    [Fact]
    public void PlanStep_LastOfTheBatchTruncated_TheQueueGoesOn()
    {
        LocalScheduler scheduler = Create();
        scheduler.Enqueue(Request(0, 8, 1000), 0);
        scheduler.Enqueue(Request(1, 70, 2), 1);
        RunUntilIdle(scheduler);
        Assert.Equal(RequestOutcome.Completed, Assert.Single(ended).Outcome);
    }

    [Fact]
    public void Enqueue_HighPriority_PassesTheNormalOnes()
    {
        LocalScheduler scheduler = Create();
        scheduler.Enqueue(Request(0, 4, 2), 0);
        scheduler.Enqueue(Request(1, 4, 2), 0);
        scheduler.Enqueue(Request(2, 4, 2, RequestPriority.High), 0);
        Assert.Equal(2, scheduler.Waiting[0].Request.Id);
    }

    [Fact]
    public void PlanStep_Chunked_NeverExceedsTheBudgetAndDecodesMeanwhile()
    {
        LocalScheduler scheduler = Create(Small with { ChunkTokens = 8, Blocks = 40 });
        scheduler.Enqueue(Request(0, 4, 40), 0);
        Step(scheduler);
        scheduler.Enqueue(Request(1, 50, 5), 0);
        int steps = 0;
        while (scheduler.Running.Count < 2 || scheduler.Running[1].Generated == 0)
        {
            (List<PrefillWork> prompts, List<Sequence> decodes) = Step(scheduler)!.Value;
            Assert.InRange(prompts.Sum(p => p.To - p.From), 1, 8);
            Assert.Single(decodes);
            steps++;
        }

        Assert.Equal(7, steps);
    }

    [Fact]
    public void PlanStep_NextTurnOfASession_ComputesTheNewPartAlone()
    {
        LocalScheduler scheduler = Create(Small with { KeepsPrefixes = true });
        scheduler.Enqueue(new Sequence(new ServingRequest(0, 0, 16, 4) { Session = 7 }), 0);
        RunUntilIdle(scheduler);
        scheduler.Enqueue(new Sequence(new ServingRequest(1, 1, 30, 4) { Session = 7 }), 0);
        PrefillWork work = Assert.Single(Step(scheduler)!.Value.Prompts);
        Assert.Equal((19, 30), (work.From, work.To));
        RunUntilIdle(scheduler);
        scheduler.Pool.Verify([]);
        Assert.Equal(20, scheduler.Pool.Free);
    }

    /// <summary>
    /// Nobody starves: under an endless stream of small requests the big one starts within the bound and one drain of the
    /// batch. Without the bound it never would.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void PlanStep_BoundedBackfill_HeadStartsWithinBoundAndDrain(ulong seed)
    {
        const int Bound = 200;
        const int LongestOutput = 12;
        var random = new SeededRandom(seed);
        LocalScheduler scheduler = Create(Small, new BoundedBackfill(TimeSpan.FromTicks(Bound / 100)));
        int id = 0;
        var waits = new List<long>();
        var bigs = new List<(Sequence Sequence, long Since)>();
        for (int now = 0; now < 20_000; now++)
        {
            if (scheduler.Waiting.Count < 30)
                scheduler.Enqueue(Request(id++, random.NextInclusive(1, 6), random.NextInclusive(1, LongestOutput), at: now), now);
            if (now % 500 == 100)
            {
                Sequence big = Request(id++, 70, 3, at: now);
                scheduler.Enqueue(big, now);
                bigs.Add((big, now));
            }

            if (scheduler.PlanStep(now) is null)
                continue;
            scheduler.CompleteStep(now, ended);
            long blocked = scheduler.BlockedSince < 0 ? 0 : now - scheduler.BlockedSince;

            // Every request of the batch, preempted ones included, ends within its longest output and one prefill each.
            Assert.InRange(blocked, 0, Bound + (2 * LongestOutput) + 20);
            waits.Add(blocked);
        }

        Assert.True(waits.Max() > Bound, "the bound was never reached: the test proves nothing");
        Assert.All(bigs.SkipLast(3), b => Assert.Equal(RequestOutcome.Completed, b.Sequence.Outcome));
    }

    private static LocalScheduler Create(InstanceOptions? options = null, IAdmissionOrder? order = null) =>
        new(0, options ?? Small, order ?? new FirstComeFirstServed());

    private static Sequence Request(int id, int prompt, int output, RequestPriority priority = RequestPriority.Normal, double at = 0) =>
        new(new ServingRequest(id, at, prompt, output) { SchedulingPriority = priority, ExecutionPriority = priority });

    private (List<PrefillWork> Prompts, List<Sequence> Decodes)? Step(LocalScheduler scheduler)
    {
        if (scheduler.PlanStep(0) is not { } plan)
            return null;
        (List<PrefillWork>, List<Sequence>) copy = ([.. plan.Prefills], [.. plan.Decodes]);
        scheduler.CompleteStep(0, ended);
        return copy;
    }

    private void RunUntilIdle(LocalScheduler scheduler)
    {
        for (int i = 0; Step(scheduler) is not null; i++)
            Assert.True(i < 10_000, "the instance never becomes idle");
    }
}
