using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Ordering;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Tests.Ordering;

public class MigrationOrderTests
{
    private static readonly Deadline Soon = Deadline.In(TimeSpan.FromSeconds(30));

    [Fact]
    public void Of_SwapOfTwoFullHosts_HopsOverTheThird()
    {
        Fleet fleet = Build.Of(
            [Build.Host(0, 1), Build.Host(1, 1), Build.Host(2, 1)],
            [Build.Vm(0, 44, 0, 0) with { MemoryMb = 1000 }, Build.Vm(1, 44, 1, 0)]);
        OrderedMigrations order = Order(fleet, new ReschedulingOptions { MaxMigrations = 3 }, (0, 1, 0), (1, 0, 0));
        Assert.Equal((0, 1, 3), (order.LeftOut, order.Hops, order.Count));
        Assert.Equal(new VmMove(0, 2, -1), Assert.Single(order.Waves[0]));
    }

    [Fact]
    public void Of_SwapWithoutASpareMigration_LeavesTheCycleOut()
    {
        Fleet fleet = Build.Of(
            [Build.Host(0, 1), Build.Host(1, 1), Build.Host(2, 1)],
            [Build.Vm(0, 44, 0, 0) with { MemoryMb = 1000 }, Build.Vm(1, 44, 1, 0)]);
        OrderedMigrations order = Order(fleet, new ReschedulingOptions { MaxMigrations = 2 }, (0, 1, 0), (1, 0, 0));
        Assert.Equal(0, order.Count);
        Assert.Equal(2, order.LeftOut);
    }

    [Fact]
    public void Of_RoomThatAnEarlierMoveFrees_ComesInALaterWave()
    {
        Fleet fleet = Build.Of([Build.Host(0, 1), Build.Host(1, 1), Build.Host(2, 1)], [Build.Vm(0, 32, 0, 0), Build.Vm(1, 32, 1, 0)]);
        OrderedMigrations order = Order(fleet, new ReschedulingOptions(), (0, 1, 0), (1, 2, 0));

        // Machines that are alike stand in for each other: one of them goes, straight to where the other one was to go.
        Assert.Equal(new VmMove(0, 2, -1), Assert.Single(Assert.Single(order.Waves)));
        fleet = fleet with { Vms = [fleet.Vms[0] with { MemoryMb = 1000 }, fleet.Vms[1]] };
        order = Order(fleet, new ReschedulingOptions(), (0, 1, 0), (1, 2, 0));
        Assert.Equal([1, 0], order.Waves.Select(w => Assert.Single(w).Vm));
    }

    [Fact]
    public void Of_ManyMovesFromOneHost_KeepTheLimitOfAHost()
    {
        Fleet fleet = Build.Of([Build.Host(0, 1), Build.Host(1, 1)], [.. Enumerable.Range(0, 5).Select(i => Build.Vm(i, 4, 0, 0))]);
        OrderedMigrations order = Order(fleet, new ReschedulingOptions { PerHostParallel = 2 }, [.. Enumerable.Range(0, 5).Select(i => (i, 1, 0))]);
        Assert.Equal([2, 2, 1], order.Waves.Select(w => w.Count));
    }

    private static OrderedMigrations Order(Fleet fleet, ReschedulingOptions options, params (int Vm, int Host, int Node)[] moves)
    {
        ReschedulingProblem problem = Build.Problem(fleet, options);
        VmMove[] targets = [.. moves.Select(m => new VmMove(m.Vm, problem.NodeStart[m.Host] + m.Node, -1))];
        return MigrationOrder.Of(new SearchOutcome(new FleetState(problem, targets)), Soon);
    }
}
