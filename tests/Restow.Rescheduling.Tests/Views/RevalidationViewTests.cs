using Restow.Core;
using Restow.Core.Views;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Ordering;
using Restow.Rescheduling.Views;

namespace Restow.Rescheduling.Tests.Views;

public class RevalidationViewTests
{
    [Fact]
    public void Of_CheckedPlan_SaysWhatHoldsWhatIsDoneAndWhatIsDropped()
    {
        Fleet fleet = Build.Of([Build.Host(0), Build.Host(1)], [Build.Vm(0, 28, 0, 0), Build.Vm(1, 8, 0, 0), Build.Vm(2, 4, 1, 1)]);
        var options = new ReschedulingOptions();
        PlannedMigration[] plan =
        [
            new("vm_1", "pm_0", [0], "pm_1", [1]),
            new("vm_2", "pm_0", [0], "pm_1", [1]),
            new("vm_9", "pm_0", [0], "pm_1", [1]),
        ];
        Revalidation result = PlanRevalidation.Check(fleet, options, plan, Deadline.In(TimeSpan.FromSeconds(30))).Value;
        PlanView view = RevalidationView.Of(fleet, result, options);
        Assert.Equal("Of 3 migrations 1 still hold, 1 are done, 1 are dropped.", view.Headline);
        Assert.Equal(CertificateKind.None, view.Certificate.Kind);
        Assert.Equal(["dropped", "done", "migrations", "waves"], view.Tables.Select(t => t.Name));
        Assert.Equal(["vm_9", "vm_2", "vm_1"], view.Tables.Take(3).Select(t => Assert.Single(t.Rows)[t.Name == "migrations" ? 1 : 0].Text));
        Assert.Equal("the machine is gone", view.Tables[0].Rows[0][3].Text);
    }
}
