using Microsoft.Extensions.Time.Testing;
using Restow.Kubernetes.Controlling;

namespace Restow.Kubernetes.Tests.Controlling;

public class QuietPeriodTests
{
    private readonly FakeTimeProvider time = new();
    private readonly QuietPeriod quiet;

    public QuietPeriodTests() => quiet = new QuietPeriod(Seconds(2), Seconds(8), Seconds(30), time);

    [Fact]
    public void DueIn_NobodyWaits_IsNever() => Assert.Null(quiet.DueIn(0, 0, 0));

    [Fact]
    public void DueIn_NoChangeForTheQuietPeriod_IsNow()
    {
        Assert.Equal(Seconds(2), quiet.DueIn(1, 1, 0));
        time.Advance(Seconds(1));
        Assert.Equal(Seconds(1), quiet.DueIn(1, 1, 0));
        Assert.Equal(Seconds(2), quiet.DueIn(2, 2, 0));
        time.Advance(Seconds(2));
        Assert.Equal(Seconds(0), quiet.DueIn(2, 2, 0));
    }

    [Fact]
    public void DueIn_ChangesWithoutEnd_IsAtTheLongestPeriod()
    {
        for (int second = 0; second < 8; second++)
        {
            Assert.NotEqual(Seconds(0), quiet.DueIn(1, second, 0));
            time.Advance(Seconds(1));
        }

        Assert.Equal(Seconds(0), quiet.DueIn(1, 8, 0));
    }

    [Fact]
    public void DueIn_PlannedAndNothingChanged_IsNever()
    {
        quiet.DueIn(1, 1, 5);
        quiet.Planned(1, 5);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Null(quiet.DueIn(1, 1, 5));
    }

    [Fact]
    public void DueIn_PlannedAndRoomChanged_IsAfterTheRetryPeriod()
    {
        quiet.DueIn(1, 1, 5);
        quiet.Planned(1, 5);
        time.Advance(Seconds(10));
        Assert.Equal(Seconds(20), quiet.DueIn(1, 1, 6));
    }

    [Fact]
    public void DueIn_Resting_IsNotBeforeItsEnd()
    {
        quiet.Rest(Seconds(60));
        Assert.Equal(Seconds(60), quiet.DueIn(1, 1, 0));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
