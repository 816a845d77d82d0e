using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Ordering;

namespace Restow.Rescheduling.Tests.Ordering;

public class PlanRevalidationTests
{
    // 4 cores leave host 0, so that 16 are free there; they fit on host 1.
    private static readonly Fleet Before = Build.Of([Build.Host(0, 1), Build.Host(1, 1)], [Build.Vm(0, 28, 0, 0), Build.Vm(1, 4, 0, 0), Build.Vm(2, 8, 1, 0)]);

    private static readonly PlannedMigration Only = new("vm_1", "pm_0", [0], "pm_1", [0]);

    [Fact]
    public void Check_SameSnapshot_KeepsThePlan()
    {
        Revalidation result = Check(Before, Only);
        Assert.Empty(result.Dropped);
        Assert.Equal(1, Assert.Single(result.Remaining.Plan.Steps).Move.Vm);
    }

    [Fact]
    public void Check_MachineGone_DropsItsMigration()
    {
        Revalidation result = Check(Before with { Vms = [Before.Vms[0], Before.Vms[2]] }, Only);
        Assert.Equal("the machine is gone", Assert.Single(result.Dropped).Reason);
        Assert.Empty(result.Remaining.Plan.Steps);
    }

    [Fact]
    public void Check_MachineArrivedMeanwhile_IsDone()
    {
        Revalidation result = Check(Before with { Vms = [Before.Vms[0], Before.Vms[1] with { Placement = new VmPlacement(1, 0) }, Before.Vms[2]] }, Only);
        Assert.Equal(Only, Assert.Single(result.Done));
        Assert.Empty(result.Dropped);
    }

    [Fact]
    public void Check_DestinationFull_SaysHowMuchIsFree()
    {
        Revalidation result = Check(Before with { Vms = [Before.Vms[0], Before.Vms[1], Before.Vms[2] with { Cores = 42 }] }, Only);
        Assert.Contains("2 cores", Assert.Single(result.Dropped).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SetUpOfADroppedMigration_IsDroppedToo()
    {
        // vm_2 leaves host 1 only so that vm_1 fits there.
        Fleet fleet = Build.Of(
            [Build.Host(0, 1), Build.Host(1, 1), Build.Host(2, 1)],
            [Build.Vm(0, 28, 0, 0), Build.Vm(1, 4, 0, 0), Build.Vm(2, 8, 1, 0), Build.Vm(3, 36, 1, 0)]);
        var setUp = new PlannedMigration("vm_2", "pm_1", [0], "pm_2", [0]);
        Assert.Empty(Check(fleet, setUp, Only).Dropped);
        Revalidation result = Check(fleet with { Vms = [.. fleet.Vms.Where(v => v.Id != "vm_1")] }, setUp, Only);
        Assert.Equal(2, result.Dropped.Count);
        Assert.Empty(result.Remaining.Plan.Steps);
    }

    private static Revalidation Check(Fleet fleet, params PlannedMigration[] plan) =>
        PlanRevalidation.Check(fleet, new ReschedulingOptions(), plan, Deadline.In(TimeSpan.FromSeconds(10))).Value;
}
