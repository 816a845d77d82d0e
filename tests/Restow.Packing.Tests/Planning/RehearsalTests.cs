using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Planning;
using static Restow.Packing.Tests.Build;

namespace Restow.Packing.Tests.Planning;

public class RehearsalTests
{
    // b (4) leaves n for m, then a (8) takes n.
    private static readonly Cluster Two = Cluster([Node("n", 10), Node("m", 10)], Pod("a", null, 8), Pod("b", "n", 4));

    [Fact]
    public void FirstRefused_RoomFreedInAnEarlierWave_RefusesNobody() =>
        Assert.Equal((-1, 0), Rehearse([0, 1], Step(1, PackingMoveKind.Move, 1, "n", "m"), Step(2, PackingMoveKind.Place, 0, null, "n")));

    [Fact]
    public void FirstRefused_RoomFreedInTheSameWave_NamesThePodAndTheWave() =>
        Assert.Equal((0, 1), Rehearse([0, 1], Step(1, PackingMoveKind.Move, 1, "n", "m"), Step(1, PackingMoveKind.Place, 0, null, "n")));

    [Fact]
    public void FirstRefused_EvictedAndPlacedLater_RefusesNobody() =>
        Assert.Equal((-1, 0), Rehearse([0, 1], Step(1, PackingMoveKind.Evict, 1, "n", null), Step(2, PackingMoveKind.Place, 0, null, "n"), Step(2, PackingMoveKind.Place, 1, null, "m")));

    private static (int, int) Rehearse(int[] target, params PlanStep<PackingMove>[] steps) =>
        Rehearsal.FirstRefused(Two, PackingOptions.DefaultConstraints, Two.InitialAssignment(), target, steps);

    private static PlanStep<PackingMove> Step(int wave, PackingMoveKind kind, int pod, string? from, string? to) =>
        new(wave, new PackingMove(kind, pod, "default", Two.Pods[pod].Name, from, to));
}
