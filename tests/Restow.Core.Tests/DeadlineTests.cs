using Microsoft.Extensions.Time.Testing;

namespace Restow.Core.Tests;

public class DeadlineTests
{
    [Fact]
    public void Remaining_AfterTheBudget_IsZeroAndExpired()
    {
        var time = new FakeTimeProvider();
        Deadline deadline = Deadline.In(TimeSpan.FromSeconds(1), time);
        time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal(600, deadline.Remaining.TotalMilliseconds, 3);
        Assert.False(deadline.IsExpired);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, deadline.Remaining);
        Assert.True(deadline.IsExpired);
    }

    [Fact]
    public void Within_LongerThanTheParent_EndsWithTheParent()
    {
        var time = new FakeTimeProvider();
        Deadline deadline = Deadline.In(TimeSpan.FromSeconds(1), time).Within(TimeSpan.FromSeconds(9));
        Assert.Equal(1, deadline.Remaining.TotalSeconds, 3);
    }

    [Fact]
    public void IsExpired_Cancelled_AtOnce()
    {
        using var cancel = new CancellationTokenSource();
        Deadline deadline = Deadline.In(TimeSpan.FromHours(1), new FakeTimeProvider(), cancel.Token);
        cancel.Cancel();
        Assert.True(deadline.IsExpired);
        Assert.Equal(TimeSpan.Zero, deadline.Remaining);
    }

    [Fact]
    public void Budget_ClockGoesOn_StaysAndIsOnlyMadeSmaller()
    {
        var time = new FakeTimeProvider();
        Deadline deadline = Deadline.In(TimeSpan.FromSeconds(8), time);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(8, deadline.Budget.TotalSeconds);
        Assert.Equal(2, deadline.Within(TimeSpan.FromSeconds(2)).Budget.TotalSeconds);
        Assert.Equal(8, deadline.Within(TimeSpan.FromSeconds(9)).Budget.TotalSeconds);
        Deadline earlier = deadline.Less(TimeSpan.FromSeconds(1));
        Assert.Equal((8, 2), (earlier.Budget.TotalSeconds, Math.Round(earlier.Remaining.TotalSeconds, 3)));
    }

    [Fact]
    public void SolverLimit_AnotherClock_IsNotWhatThatClockLeaves()
    {
        var time = new FakeTimeProvider();
        Deadline deadline = Deadline.In(TimeSpan.FromMilliseconds(1), time);
        Assert.True(deadline.SolverLimit > TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, deadline.SolverLimit);
        Assert.InRange(Deadline.In(TimeSpan.FromHours(1)).SolverLimit, TimeSpan.FromTicks(1), TimeSpan.FromHours(1));
    }

    [Fact]
    public void In_NoBudget_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Deadline.In(TimeSpan.Zero));
}
