using CsCheck;
using Restow.Core;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Tests.Learning;

public class PolicySearchTests
{
    private static readonly ReschedulingOptions Policy = new() { Method = ReschedulingMethod.Policy, Time = TimeSpan.FromSeconds(60) };

    [Fact]
    public void Plan_AnyFleet_PassesTheCheckAndIsNeverWorse() =>
        Gen.Select(Build.Fleets, Gen.Int[0, 6], Gen.Int[1, 3]).Sample(
            (fleet, migrations, trajectories) =>
            {
                ReschedulingPlan plan = Rescheduler.Plan(fleet, Policy with { MaxMigrations = migrations, Trajectories = trajectories }).Value;
                Assert.True(plan.Plan.Steps.Count <= migrations);
                Assert.True(plan.ValueAfter >= plan.ValueBefore || fleet.Hosts.Any(h => h.Maintenance) || fleet.Rules.Count > 0);
            },
            iter: 200);

    [Fact]
    public void Plan_OneObviousMove_IsFound()
    {
        // 8 cores more on a node of host 0 complete a slot there; they fit host 1 without breaking one.
        Fleet fleet = Build.Of([Build.Host(0), Build.Host(1)], [Build.Vm(0, 32, 0, 0), Build.Vm(1, 8, 0, 0), Build.Vm(2, 36, 0, 1), Build.Vm(3, 36, 1, 0), Build.Vm(4, 36, 1, 1)]);
        Fleet tight = fleet with { Vms = [.. fleet.Vms.Select(v => v.Id is "vm_1" ? v : v with { AllowMigration = false })] };
        ReschedulingPlan plan = Rescheduler.Plan(tight with { Vms = [.. tight.Vms.Select(v => v.Id == "vm_0" ? v with { Cores = 28, MemoryMb = 28 * 2048 } : v)] }, Policy).Value;
        Assert.Equal(plan.ValueBefore + 1, plan.ValueAfter);
        Assert.Single(plan.Plan.Steps);
    }

    [Fact]
    public void Plan_SameSeed_SamePlan()
    {
        Fleet fleet = Build.Random(6, 2, 11);
        ReschedulingPlan Run() => Rescheduler.Plan(fleet, Policy with { Trajectories = 4, Seed = 5 }).Value;
        Assert.Equal(Run().Plan.Steps, Run().Plan.Steps);
    }

    [Fact]
    public void Plan_Goal_StopsThere()
    {
        Fleet fleet = Churn.Apply(SharedData.Medium(), 3);
        ReschedulingPlan all = Rescheduler.Plan(fleet, Policy).Value;
        ReschedulingPlan some = Rescheduler.Plan(fleet, Policy with { Goal = all.ValueBefore + 10 }).Value;
        Assert.Equal(all.ValueBefore + 10, some.ValueAfter);
        Assert.True(some.Plan.Steps.Count < all.Plan.Steps.Count);
    }

    [Fact]
    public void Plan_ChurnedMedium_ClosesMostOfTheGapToTheOptimum()
    {
        Fleet fleet = Churn.Apply(SharedData.Medium(), 1);
        ReschedulingPlan optimum = Rescheduler.Plan(fleet, Policy with { Method = ReschedulingMethod.Exact }).Value;
        ReschedulingPlan policy = Rescheduler.Plan(fleet, Policy).Value;
        Assert.InRange(policy.ValueAfter - policy.ValueBefore, 0.9 * (optimum.ValueAfter - optimum.ValueBefore), optimum.ValueAfter - optimum.ValueBefore);
    }

    [Fact]
    public void Plan_FileThatIsNoPolicy_IsAFault()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "no policy");
            Fault fault = Rescheduler.Plan(Build.Random(2, 2, 1), Policy with { PolicyFile = path }).Fault!;
            Assert.Equal(path, fault.Source);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Run_MoreTrajectories_NeverWorse()
    {
        PolicyEvaluation evaluation = PolicyEvaluation.Run(Build.Random(6, 2, 3), Policy with { MaxMigrations = 6 }, new PolicySampling { Trajectories = 8, VmQuantile = 0.5, NodeQuantile = 0.5 }).Value;
        Assert.Equal(8, evaluation.Best.Count);
        Assert.All(evaluation.Best.Zip(evaluation.Best.Skip(1)), pair => Assert.True(pair.Second.Value >= pair.First.Value));
    }
}
