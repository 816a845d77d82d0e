using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;
using Restow.Rescheduling.Search;
using Restow.Rescheduling.Search.Heuristics;

namespace Restow.Rescheduling.Tests.Search;

public class MethodTests
{
    private static readonly FleetObjective[] Objectives =
    [
        Fragments.Of16, new Fragments([(16, 1), (64, 4)]), new MemoryFragments(16, 2, 32_768, 1), new EmptyHosts(), new Balance(),
    ];

    public static TheoryData<string, int> MethodsAndObjectives
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string method in Names)
            {
                for (int k = 0; k < Objectives.Length; k++)
                    data.Add(method, k);
            }

            return data;
        }
    }

    public static TheoryData<string> EveryMethod => [.. Names];

    // A policy has learned what mostly pays; it promises nothing on a single fleet.
    public static TheoryData<string> EveryMethodButPolicy => [.. Names.Where(n => n != nameof(ReschedulingMethod.Policy))];

    private static IEnumerable<string> Names => [.. Methods.Known.Select(m => m.ToString()), nameof(OneMoveGreedy)];

    [Theory]
    [MemberData(nameof(MethodsAndObjectives))]
    public void Search_RandomFleets_KeepsLimitsPinsRulesAndRoomAndIsNeverWorse(string method, int objective) =>
        Gen.Select(Build.Fleets, Gen.Int[0, 8], Gen.Int[0, 3], Gen.ULong).Sample(
            (fleet, most, limit, seed) =>
            {
                ReschedulingProblem problem = Build.Problem(fleet, new ReschedulingOptions
                {
                    Objective = Objectives[objective],
                    MaxMigrations = most,
                    MaxMigratedMb = limit == 0 ? 40_000 : null,
                    Seed = seed,
                    Threads = 1,
                });
                Sound.Check(problem, Run(method, problem));
            },
            iter: method is nameof(ReschedulingMethod.Mip) or nameof(ReschedulingMethod.Auto) or nameof(ReschedulingMethod.Pop) ? 25 : 150);

    [Theory]
    [MemberData(nameof(EveryMethod))]
    public void Search_SameSeedOneThread_SamePlacement(string method) =>
        Build.Fleets.Sample(
            fleet =>
            {
                ReschedulingProblem problem = Build.Problem(fleet, new ReschedulingOptions { MaxMigrations = 5, Threads = 1, Seed = 3 });
                Assert.Equal(Run(method, problem).State.Placements(), Run(method, problem).State.Placements());
            },
            iter: 15,
            // A fleet whose master the solver works on for about as long as a short limit by the clock.
            seed: "8EclNGtrT-H4");

    [Theory]
    [MemberData(nameof(EveryMethod))]
    public void Search_Cancelled_TheSnapshotOrBetter(string method)
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        ReschedulingProblem problem = Build.Problem(Build.Random(5, 2, 7), new ReschedulingOptions { Threads = 2 });
        SearchOutcome outcome = Of(method).Search(problem, Sound.Counted(60, stop.Token), null);
        Sound.Check(problem, outcome);
    }

    [Fact]
    public void Search_ClockLeapsPastTheEndOfARound_AnnealingStaysWithinRoom()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            ReschedulingProblem problem = Build.Problem(Build.Random(6, 2, seed), new ReschedulingOptions { Threads = 2, Seed = seed });
            var leaping = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(40) };
            Sound.Check(problem, Methods.Of(ReschedulingMethod.Anneal).Search(problem, Deadline.In(TimeSpan.FromSeconds(2), leaping), null));
        }
    }

    [Theory]
    [MemberData(nameof(EveryMethod))]
    public void Search_HostInMaintenanceAndRoomElsewhere_IsEmptied(string method)
    {
        Fleet fleet = Build.Of(
            [Build.Host(0) with { Maintenance = true }, Build.Host(1), Build.Host(2)],
            [Build.Vm(0, 8, 0, 0), Build.Vm(1, 4, 0, 1), Build.Vm(2, 16, 0, 0, 1), Build.Vm(3, 8, 1, 0)]);
        ReschedulingProblem problem = Build.Problem(fleet, new ReschedulingOptions { MaxMigrations = 3, Threads = 1 });
        SearchOutcome outcome = Run(method, problem);
        Sound.Check(problem, outcome);
        Assert.Equal(0, outcome.State.LeftToEvacuate);
    }

    [Theory]
    [MemberData(nameof(EveryMethod))]
    public void Search_GoalMetAlready_NothingMoves(string method)
    {
        ReschedulingProblem problem = Build.Problem(Gap(4, Build.Vm(0, 4, 0, 0)), new ReschedulingOptions { Goal = 1, Threads = 1 });
        Assert.Equal(0, Run(method, problem).State.Displaced);
    }

    [Theory]
    [MemberData(nameof(EveryMethodButPolicy))]
    public void Search_GoalOneMoveAway_OneMachineMoves(string method)
    {
        // Either four completes a slot by leaving for the other host.
        Fleet fleet = Build.Of(
            [Build.Host(0), Build.Host(1)],
            [
                Build.Vm(0, 4, 0, 0),
                Build.Vm(1, 4, 0, 1),
                Build.Vm(2, 28, 0, 0) with { AllowMigration = false },
                Build.Vm(3, 28, 0, 1) with { AllowMigration = false },
                Build.Vm(4, 40, 1, 0) with { AllowMigration = false },
                Build.Vm(5, 40, 1, 1) with { AllowMigration = false },
            ]);
        Assert.Equal(2, Run(method, Build.Problem(fleet, new ReschedulingOptions { Threads = 1 })).State.Value);
        SearchOutcome outcome = Run(method, Build.Problem(fleet, new ReschedulingOptions { Goal = 1, Threads = 1 }));
        Assert.Equal((1L, 1), (outcome.State.Value, outcome.State.Displaced));
    }

    [Theory]
    [MemberData(nameof(EveryMethod))]
    public void Search_OneMoveCompletesASlot_FindsIt(string method)
    {
        // 28 + 4 used of 44 on the first node: 12 free, one slot when the 4 leave for the 4 that are free on the other host.
        ReschedulingProblem problem = Build.Problem(Gap(4, Build.Vm(0, 4, 0, 0)), new ReschedulingOptions { MaxMigrations = 2, Threads = 1 });
        SearchOutcome outcome = Run(method, problem);
        Assert.Equal(new FleetState(problem).Value + 1, outcome.State.Value);
        Assert.Equal(new VmPlacement(1, 0), outcome.State.Placements()[0]);
    }

    internal static SearchOutcome Run(string method, ReschedulingProblem problem) =>
        Of(method).Search(problem, Sound.Counted(method is nameof(ReschedulingMethod.Anneal) or nameof(ReschedulingMethod.Auto) ? 0.02 : 20), null);

    // A host with the machines given and 28 cores taken on its first node for good, and one with just so many free cores.
    private static Fleet Gap(int free, params Vm[] vms) => Build.Of(
        [Build.Host(0), Build.Host(1)],
        [
            .. vms,
            Build.Vm(8, 28, 0, 0) with { AllowMigration = false },
            Build.Vm(9, 28, 0, 1) with { AllowMigration = false },
            Build.Vm(10, 44 - free, 1, 0) with { AllowMigration = false },
            Build.Vm(11, 44, 1, 1) with { AllowMigration = false },
        ]);

    private static IReschedulingMethod Of(string name) => name == nameof(OneMoveGreedy) ? new OneMoveGreedy() : Methods.Of(Enum.Parse<ReschedulingMethod>(name));
}
