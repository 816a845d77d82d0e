using CsCheck;
using Restow.Core;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;
using Restow.Rescheduling.Search;

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

    [Fact]
    public void Plan_CoresAndMemory_IsProvenOptimal()
    {
        // The nodes' memory, 184,388 MB, is no multiple of what machines take: the rest is of no use and must not loosen the bound.
        ReschedulingOptions options = Exact with { Objective = new MemoryFragments(16, 2, 32_768, 1) };
        ReschedulingPlan plan = Rescheduler.Plan(Churn.Apply(SharedData.Medium(), 6), options).Value;
        Assert.Equal(CertificateKind.Optimal, plan.Plan.Certificate.Kind);
        Assert.Equal(1578, plan.ValueAfter);
    }

    [Theory]
    [InlineData(ReschedulingMethod.Exact)]
    [InlineData(ReschedulingMethod.Auto)]
    public void Plan_TinyFleets_NeverClaimsMoreThanIsTrue(ReschedulingMethod method)
    {
        FleetObjective[] objectives = [Fragments.Of16, new Fragments([(16, 1), (64, 4)]), new MemoryFragments(16, 2, 32_768, 1), new EmptyHosts(), new Balance()];
        int optimal = 0;
        int all = 0;
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[0, 3], Gen.Int[0, objectives.Length - 1], Gen.ULong).Sample(
            (hosts, nodes, migrations, objective, seed) =>
            {
                Fleet fleet = Build.Random(hosts, nodes, seed);
                if (fleet.Vms.Count > 9)
                    return;
                ReschedulingOptions options = Exact with { Method = method, MaxMigrations = migrations, Objective = objectives[objective], Time = TimeSpan.FromSeconds(method == ReschedulingMethod.Auto ? 1 : 20) };
                ReschedulingPlan plan = Rescheduler.Plan(fleet, options).Value;
                (int left, long value) = BruteForce.Best(Build.Problem(fleet, options));
                Certificate certificate = plan.Plan.Certificate;
                all++;
                if (certificate.Kind == CertificateKind.None)
                    return;
                if (left == 0)
                    Assert.True(certificate.Bound >= value, $"the bound {certificate.Bound} is below {value}");
                if (certificate.Kind != CertificateKind.Optimal)
                    return;
                optimal++;
                Assert.Equal(value, plan.ValueAfter);
                Assert.Equal(left, FleetState(fleet, options, plan).LeftToEvacuate);
            },
            iter: 400,
            threads: 1);
        Assert.True(optimal > all / 2, $"{optimal} of {all} were proven");
    }

    private static FleetState FleetState(Fleet fleet, ReschedulingOptions options, ReschedulingPlan plan) =>
        new(Build.Problem(fleet with { Vms = [.. fleet.Vms.Zip(plan.Placements, (vm, place) => vm with { Placement = place })] }, options));
}
