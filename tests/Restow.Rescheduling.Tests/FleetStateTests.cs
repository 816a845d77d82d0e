using CsCheck;
using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Tests;

public class FleetStateTests
{
    private static readonly FleetObjective[] Objectives =
    [
        Fragments.Of16, new Fragments([(16, 1), (64, 4)]), new MemoryFragments(16, 2, 32_768, 1), new EmptyHosts(), new Balance(),
    ];

    [Fact]
    public void Move_RandomWalk_KeepsScoreAndCountsOfAFreshState() =>
        Gen.Select(Build.Fleets, Gen.Int[0, Objectives.Length - 1].Select(i => Objectives[i]), Gen.ULong).Sample(
            (fleet, objective, seed) =>
            {
                ReschedulingProblem problem = Build.Problem(fleet, new ReschedulingOptions { Objective = objective });
                var state = new FleetState(problem);
                var random = new SeededRandom(seed);
                for (int i = 0; i < 40 && problem.Vms > 0; i++)
                {
                    int vm = random.Next(problem.Vms);
                    int host = random.Next(problem.Hosts);
                    int a = problem.NodeStart[host] + random.Next(problem.NodeStart[host + 1] - problem.NodeStart[host]);
                    int b = state.NodeB[vm] < 0 ? -1 : a + 1 < problem.NodeStart[host + 1] ? a + 1 : -2;
                    if (b == -2 || !state.Fits(vm, a, b) || !state.Allows(vm, host))
                        continue;
                    long promised = state.Score + state.Gain(vm, a, b);
                    state.Move(vm, a, b);
                    Assert.Equal(promised, state.Score);
                }

                Fleet moved = fleet with { Vms = [.. fleet.Vms.Zip(state.Placements(), (vm, place) => vm with { Placement = place })] };
                var fresh = new FleetState(Build.Problem(moved, new ReschedulingOptions { Objective = objective }));
                Assert.Equal(fresh.Score, state.Score);
                Assert.Equal(fresh.Value, state.Value);
                Assert.Equal(fresh.FreeCores.ToArray(), state.FreeCores.ToArray());
                Assert.Equal(fleet.Vms.Zip(moved.Vms, (x, y) => x.Placement != y.Placement).Count(d => d), state.Displaced);
                Assert.All(state.FreeMemory.ToArray(), free => Assert.True(free >= 0));
            },
            iter: 2000);

    [Fact]
    public void Allows_ConflictGroupOnHost_No()
    {
        Fleet fleet = Build.Of(
            [Build.Host(0), Build.Host(1)],
            [Build.Vm(0, 4, 0, 0), Build.Vm(1, 4, 1, 0)],
            new PlacementRule("apart", RuleKind.AntiAffinity, true, [0, 1]));
        var state = new FleetState(Build.Problem(fleet));
        Assert.False(state.Allows(0, 1));
        Assert.True(state.Allows(0, 0));
    }

    [Fact]
    public void Value_SlotOverTwoNodes_NeedsBoth()
    {
        var objective = new Fragments([(64, 1)]);
        Assert.Equal(1, new FleetState(Build.Problem(Build.Of([Build.Host(0)], []), new ReschedulingOptions { Objective = objective })).Value);
        Fleet half = Build.Of([Build.Host(0)], [Build.Vm(0, 16, 0, 1)]);
        Assert.Equal(0, new FleetState(Build.Problem(half, new ReschedulingOptions { Objective = objective })).Value);
    }
}
