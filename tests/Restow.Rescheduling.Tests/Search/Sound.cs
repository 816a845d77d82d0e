using Microsoft.Extensions.Time.Testing;
using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Tests.Search;

/// <summary>What every outcome of every method has to satisfy, checked from the fleet and not with the search's own code.</summary>
internal static class Sound
{
    public static void Check(ReschedulingProblem problem, SearchOutcome outcome)
    {
        Fleet fleet = problem.Fleet;
        VmPlacement[] after = outcome.State.Placements();
        int[] moved = [.. Enumerable.Range(0, fleet.Vms.Count).Where(v => after[v] != fleet.Vms[v].Placement)];
        Assert.True(moved.Length <= problem.Options.MaxMigrations, "more machines moved than allowed");
        Assert.True(moved.Sum(v => ReschedulingProblem.CopiedMb(fleet.Vms[v], problem.Options)) <= (problem.Options.MaxMigratedMb ?? long.MaxValue), "more memory moved than allowed");
        foreach (int v in moved)
            CheckMove(fleet.Vms[v], after[v], fleet);
        CheckRoom(fleet, after);
        foreach (PlacementRule rule in fleet.Rules.Where(r => r.IsHard))
            CheckRule(rule, fleet, after);
        var start = new FleetState(problem);
        Assert.True(outcome.State.Score >= start.Score, "worse than the snapshot");
        Assert.Equal(new FleetState(problem, outcome.State.Moves()).Score, outcome.State.Score);
        if (outcome.Bound is { } bound)
            Assert.True(bound >= outcome.State.Value, "better than its own bound");
        if (outcome.Sequence is { } sequence)
            Replay(problem, sequence, outcome.State);
    }

    private static void CheckMove(Vm vm, VmPlacement to, Fleet fleet)
    {
        Assert.True(vm.AllowMigration, "a machine moved that must stay");
        Assert.Equal(vm.IsDouble, to.IsDouble);
        Assert.True(!to.IsDouble || to.NodeA < to.NodeB, "nodes out of order");
        Assert.False(fleet.Hosts[to.Host].Maintenance, "a machine moved onto a host in maintenance");
        Assert.True(to.Host == vm.Placement.Host || vm.PinnedTo.Count == 0 || vm.PinnedTo.Contains(to.Host), "a machine left the hosts it is pinned to");
    }

    private static void CheckRoom(Fleet fleet, VmPlacement[] after)
    {
        (int Cores, int Memory)[][] free = [.. fleet.Hosts.Select(h => h.Nodes.Select(n => (n.Cores, n.MemoryMb)).ToArray())];
        for (int v = 0; v < after.Length; v++)
        {
            foreach (int node in after[v].Nodes)
            {
                free[after[v].Host][node].Cores -= fleet.Vms[v].Cores;
                free[after[v].Host][node].Memory -= fleet.Vms[v].MemoryMb;
            }
        }

        Assert.All(free.SelectMany(h => h), n => Assert.True(n is { Cores: >= 0, Memory: >= 0 }, "a node over capacity"));
    }

    private static void CheckRule(PlacementRule rule, Fleet fleet, VmPlacement[] after)
    {
        bool Together(int x, int y, bool now) => now ? after[x].Host == after[y].Host : fleet.Vms[x].Placement.Host == fleet.Vms[y].Placement.Host;
        foreach (int x in rule.Vms)
        {
            foreach (int y in rule.Vms.Where(y => y != x && rule.Kind == RuleKind.AntiAffinity))
                Assert.True(!Together(x, y, now: true) || Together(x, y, now: false), "a conflict that the snapshot does not have");
        }

        if (rule.Kind == RuleKind.Affinity && rule.Vms.Select(v => fleet.Vms[v].Placement.Host).Distinct().Count() == 1)
            Assert.Single(rule.Vms.Select(v => after[v].Host).Distinct());
    }

    private static void Replay(ReschedulingProblem problem, IReadOnlyList<VmMove> sequence, FleetState end)
    {
        var state = new FleetState(problem);
        foreach (VmMove move in sequence)
        {
            Assert.True(state.Fits(move.Vm, move.NodeA, move.NodeB), "a step that does not fit");
            Assert.True(state.Allows(move.Vm, problem.NodeHost[move.NodeA]), "a step that is not allowed");
            state.Move(move.Vm, move.NodeA, move.NodeB);
        }

        Assert.Equal(end.Placements(), state.Placements());
    }

    /// <summary>A deadline whose clock stands still: what counts its work ends by that.</summary>
    public static Deadline Counted(double seconds, CancellationToken cancellation = default) =>
        Deadline.In(TimeSpan.FromSeconds(seconds), new FakeTimeProvider(), cancellation);
}
