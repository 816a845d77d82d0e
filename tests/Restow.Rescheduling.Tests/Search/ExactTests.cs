using Restow.Core;
using Restow.Rescheduling.Generation;

namespace Restow.Rescheduling.Tests.Search;

public class ExactTests
{
    private static readonly ReschedulingOptions Exact = new() { Method = ReschedulingMethod.Exact, Time = TimeSpan.FromSeconds(60) };

    [Theory]
    [InlineData(50, 34, 49)]
    [InlineData(100, 59, 99)]
    [InlineData(200, 68, 126)]
    public void Plan_Large_IsThePublishedOptimum(int migrations, int gain, int fewest)
    {
        ReschedulingPlan plan = Rescheduler.Plan(SharedData.Large(), Exact with { MaxMigrations = migrations }).Value;
        Assert.Equal(CertificateKind.Optimal, plan.Plan.Certificate.Kind);
        Assert.Equal(gain, plan.ValueAfter - plan.ValueBefore);
        Assert.Equal(fewest, plan.FewestMigrations);
        Assert.Equal(fewest, plan.Plan.Steps.Count);
    }

    [Fact]
    public void Plan_ChurnedMedium_IsProvenOptimal()
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            ReschedulingPlan plan = Rescheduler.Plan(Churn.Apply(SharedData.Medium(), seed), Exact).Value;
            Assert.Equal(CertificateKind.Optimal, plan.Plan.Certificate.Kind);
            Assert.True(plan.ValueAfter > plan.ValueBefore);
        }
    }
}
