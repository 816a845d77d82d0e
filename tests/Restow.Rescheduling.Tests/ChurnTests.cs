using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Tests;

public class ChurnTests
{
    [Fact]
    public void FragmentRate_PublishedSnapshots_IsThePublishedRate()
    {
        Assert.Equal(0.977, Churn.FragmentRate(SharedData.Medium()), 0.001);
        Assert.Equal(0.600, Churn.FragmentRate(SharedData.Large()), 0.001);
    }

    [Fact]
    public void Apply_Medium_LooksLikeTheHighWorkload()
    {
        double[] rates = [.. Enumerable.Range(1, 20).Select(seed => Churn.FragmentRate(Churn.Apply(SharedData.Medium(), (ulong)seed)))];
        Assert.Contains(rates, r => r is > 0.53 and < 0.58);
        Assert.All(rates, r => Assert.InRange(r, 0.4, 0.7));
    }

    [Fact]
    public void Apply_SameSeed_SameFleet()
    {
        Fleet once = Churn.Apply(SharedData.Medium(), 7);
        Assert.Equal(once.Vms, Churn.Apply(SharedData.Medium(), 7).Vms);
    }
}
