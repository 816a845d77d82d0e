using Restow.Core;
using Restow.Core.Views;

namespace Restow.Rendering.Tests;

/// <summary>Views for the tests: a plan of another capability than the packer's, so that nothing of it is taken for granted.</summary>
internal static class Views
{
    public static PlanView Small(string itemName = "vm-7") => new()
    {
        Subject = "fleet.json",
        Headline = "1 more machine placed: 2 → 3 of 3, 1 move.",
        Certificate = Certificate.Optimal(3, "every machine is placed"),
        Elapsed = TimeSpan.FromMilliseconds(120),
        Before = [new Measure("machinesPlaced", 2, "machine", Better.Higher), new Measure("cpuAllocatedShare", 0.5, "", Better.Higher)],
        After = [new Measure("machinesPlaced", 3, "machine", Better.Higher), new Measure("cpuAllocatedShare", 0.875, "", Better.Higher)],
        Tables =
        [
            new PlanTable("steps", "Steps", [new("wave", "wave"), new("machine", "machine"), new("to", "to")],
                [[1, itemName, "host-b"], [2, "vm-8", "host-a"], [2, "vm-9", (string?)null]]) { IsGrouped = true },
            new PlanTable("placements", "Placements", [new("machine", "machine")], [["vm-7"]]) { TextRows = 0 },
        ],
        Bins = Bins(2, 2),
    };

    public static BinsView Bins(int bins, int itemsPerBin) => new(
        "host",
        "machine",
        ["cpu", "memory"],
        "class",
        ["gold", "silver"],
        true,
        [.. Enumerable.Range(0, bins).Select(b => new Bin($"host-{b}", Items(b, itemsPerBin, false), Items(b, itemsPerBin, true)))])
    {
        WaitingBefore = [0, 1, 1],
    };

    private static Segment[] Items(int bin, int count, bool after) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Segment(
            $"vm-{bin}-{i}",
            i % 2,
            [0.9 / count, 0.7 / count],
            i < count - 1 ? SegmentChange.None : after ? SegmentChange.Placed : bin % 2 == 0 ? SegmentChange.Moved : SegmentChange.Evicted)),
    ];
}
