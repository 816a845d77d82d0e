using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;
using Restow.Rescheduling.Search;
using Restow.Rescheduling.Search.Annealing;
using Restow.Rescheduling.Search.Heuristics;
using Restow.Rescheduling.Search.Models;

namespace Restow.Rescheduling.Tests.Search;

public class HeuristicTests
{
    [Fact]
    public void Search_SlotThatNeedsTwoReleases_CompletionFindsItAndGreedyDoesNot()
    {
        // 22 + 8 + 8 used of 44: 6 free; both eights have to leave for a slot. Two nodes elsewhere have 8 free each.
        Fleet fleet = Build.Of(
            [Build.Host(0), Build.Host(1)],
            [
                Build.Vm(0, 8, 0, 0),
                Build.Vm(1, 8, 0, 0),
                Stay(Build.Vm(2, 22, 0, 0)),
                Stay(Build.Vm(3, 44, 0, 1)),
                Stay(Build.Vm(4, 36, 1, 0)),
                Stay(Build.Vm(5, 36, 1, 1)),
            ]);
        ReschedulingProblem problem = Build.Problem(fleet, new ReschedulingOptions { Threads = 1 });
        Assert.Equal(0, new Greedy().Search(problem, Sound.Counted(5), null).State.Value);
        SearchOutcome outcome = new Completion().Search(problem, Sound.Counted(5), null);
        Assert.Equal(1, outcome.State.Value);
        Assert.Equal(2, outcome.Sequence!.Count);
    }

    [Fact]
    public void Search_LargeMachineWouldComplete_GreedyLeavesItAndOneMoveTakesIt()
    {
        // 12 + 20 used of 44: 12 free, 32 without the 20; where it goes one slot of 20 free cores is lost. HA looks at machines of at most 16 cores.
        Fleet fleet = Build.Of(
            [Build.Host(0), Build.Host(1)],
            [
                Build.Vm(0, 20, 0, 0),
                Stay(Build.Vm(1, 12, 0, 0)),
                Stay(Build.Vm(2, 44, 0, 1)),
                Stay(Build.Vm(3, 24, 1, 0)),
                Stay(Build.Vm(4, 44, 1, 1)),
            ]);
        ReschedulingProblem problem = Build.Problem(fleet);
        Assert.Empty(new Greedy().Search(problem, Sound.Counted(5), null).Sequence!);
        Assert.Equal([new VmMove(0, 2, -1)], new OneMoveGreedy().Search(problem, Sound.Counted(5), null).Sequence!);
    }

    [Fact]
    public void Search_TwoPlacesForTheSameGain_OneMoveTakesTheTighter()
    {
        Fleet fleet = Build.Of(
            [Build.Host(0), Build.Host(1), Build.Host(2)],
            [
                Build.Vm(0, 4, 0, 0),
                Stay(Build.Vm(1, 28, 0, 0)),
                Stay(Build.Vm(2, 44, 0, 1)),
                Stay(Build.Vm(3, 30, 1, 0)),
                Stay(Build.Vm(4, 44, 1, 1)),
                Stay(Build.Vm(5, 40, 2, 0)),
                Stay(Build.Vm(6, 44, 2, 1)),
            ]);
        SearchOutcome outcome = new OneMoveGreedy().Search(Build.Problem(fleet), Sound.Counted(5), null);
        Assert.Equal(new VmPlacement(2, 0), outcome.State.Placements()[0]);
    }

    [Fact]
    public void Search_TwoHosts_BinPackingReleasesFromTheMoreFragmentedOne()
    {
        Fleet fleet = Build.Of(
            [Build.Host(0), Build.Host(1)],
            [
                Build.Vm(0, 8, 0, 0),
                Stay(Build.Vm(1, 24, 0, 0)),
                Stay(Build.Vm(2, 44, 0, 1)),
                Build.Vm(3, 2, 1, 0),
                Stay(Build.Vm(4, 34, 1, 0)),
                Stay(Build.Vm(5, 44, 1, 1)),
            ]);
        SearchOutcome outcome = new VectorBinPacking().Search(Build.Problem(fleet, new ReschedulingOptions { MaxMigrations = 1 }), Sound.Counted(5), null);
        Assert.Equal([new VmMove(0, 2, -1)], outcome.Sequence!);
        Assert.Equal(1, outcome.State.Value);
    }

    [Fact]
    public void Search_RoomOnlyInAnotherBlock_PopDoesNotFindIt()
    {
        // The fleet's first host needs a place for 4 cores; only its last host has one.
        Host[] hosts = [.. Enumerable.Range(0, 32).Select(h => Build.Host(h))];
        var vms = new List<Vm> { Build.Vm(0, 4, 0, 0), Stay(Build.Vm(1, 28, 0, 0)), Stay(Build.Vm(2, 44, 0, 1)) };
        for (int h = 1; h < hosts.Length; h++)
        {
            vms.Add(Stay(Build.Vm(vms.Count, h == 31 ? 40 : 44, h, 0)));
            vms.Add(Stay(Build.Vm(vms.Count, 44, h, 1)));
        }

        ReschedulingProblem problem = Build.Problem(Build.Of(hosts, vms), new ReschedulingOptions { Threads = 1 });
        Assert.Equal(0, new Pop().Search(problem, Sound.Counted(20), null).State.Displaced);
        SearchOutcome whole = new PaperModel().Search(problem, Sound.Counted(20), null);
        Assert.Equal(1, whole.State.Value);
        Assert.Equal(1, whole.Bound);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    public void Run_LongWalk_AllocatesNothing(int chunk)
    {
        var options = new ReschedulingOptions { Objective = new Fragments([(chunk, 1)]) };
        ReschedulingProblem problem = Build.Problem(Build.Random(6, 2, 5) with { Rules = [] }, options);
        var value = new SmoothValue(problem);
        var walk = new Walk(problem, value, new WalkState(problem, value), new Core.SeededRandom(1));
        walk.Run(100_000, 0.3f);
        long before = GC.GetAllocatedBytesForCurrentThread();
        walk.Run(100_000, 0.3f);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Run_TemperatureNotFinite_Throws(float temperature)
    {
        ReschedulingProblem problem = Build.Problem(Build.Random(6, 2, 5));
        var value = new SmoothValue(problem);
        var walk = new Walk(problem, value, new WalkState(problem, value), new Core.SeededRandom(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => walk.Run(10, temperature));
    }

    private static Vm Stay(Vm vm) => vm with { AllowMigration = false };
}
