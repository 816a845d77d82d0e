using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;
using Restow.Rescheduling.Search.Models;
using Restow.Rescheduling.Search.Patterns;

namespace Restow.Rescheduling.Tests.Search;

public class TypeAggregatedTests
{
    [Fact]
    public void Solve_RandomFleets_AgreesWithColumnGeneration()
    {
        for (ulong seed = 1; seed <= 40; seed++)
        {
            Fleet fleet = Build.Random(5, 2, seed);
            fleet = fleet with { Rules = [], Hosts = [.. fleet.Hosts.Select(h => h with { Maintenance = false })], Vms = [.. fleet.Vms.Select(v => v with { PinnedTo = [] })] };
            ReschedulingProblem problem = Build.Problem(fleet, new ReschedulingOptions { MaxMigrations = 3 });
            TypeAggregatedPlan model = TypeAggregatedModel.Solve(problem, Deadline.In(TimeSpan.FromSeconds(60))).Value;
            SearchOutcome exact = new ExactSearch().Search(problem, Deadline.In(TimeSpan.FromSeconds(60)), null);
            Assert.True(model.IsOptimal);
            Assert.True(exact.State.Value <= model.Value, $"seed {seed}: {exact.State.Value} is more than the optimum {model.Value}");
            Assert.True(Math.Floor(exact.Bound!.Value + 1e-6) >= model.Value, $"seed {seed}: the bound {exact.Bound} is below {model.Value}");
            Assert.Equal(model.Outs.Sum(o => o.Count), model.Ins.Sum(i => i.Count));
        }
    }

    [Fact]
    public void Solve_Pins_AreRefused()
    {
        Fleet fleet = Build.Of([Build.Host(0)], [Build.Vm(0, 4, 0, 0) with { PinnedTo = [0] }]);
        Assert.False(TypeAggregatedModel.Solve(Build.Problem(fleet), Deadline.In(TimeSpan.FromSeconds(1))).IsSuccess);
    }
}
