using Restow.Rescheduling.Checking;
using Restow.Rescheduling.Model;
using Restow.Training.Data;

namespace Restow.Training.Tests;

public class VariedClustersTests
{
    private static readonly Fleet Snapshot = Fleets.Random(140, 7);

    [Fact]
    public void Of_SameIndex_IsTheSameFleetAndFits()
    {
        for (int i = 0; i < 12; i++)
        {
            (Fleet fleet, int migrations) = new VariedClusters(Snapshot).Of(i);
            (Fleet again, int same) = new VariedClusters(Snapshot).Of(i);
            Assert.Equal(fleet.Vms, again.Vms);
            Assert.Equal(migrations, same);
            Assert.Null(FleetCheck.Check(fleet));
            Assert.InRange(fleet.Hosts.Count, 16, 128);
            Assert.InRange(migrations, 2, 24);
        }
    }

    [Fact]
    public void Of_ManyIndices_DifferInSizeFullnessAndMix()
    {
        Fleet[] fleets = [.. Enumerable.Range(0, 30).Select(i => new VariedClusters(Snapshot).Of(i).Fleet)];
        double[] full = [.. fleets.Select(f => f.Vms.Sum(v => v.Cores * (v.IsDouble ? 2.0 : 1)) / (88 * f.Hosts.Count))];
        double[] doubles = [.. fleets.Select(f => f.Vms.Count(v => v.IsDouble) / (double)f.Vms.Count)];
        Assert.True(fleets.Max(f => f.Hosts.Count) > 2 * fleets.Min(f => f.Hosts.Count));
        Assert.True(full.Max() - full.Min() > 0.1, $"{full.Min()} to {full.Max()}");
        Assert.True(doubles.Max() > 1.3 * doubles.Min(), $"{doubles.Min()} to {doubles.Max()}");
    }

    [Fact]
    public void Of_SolvedClusters_KeepsPlansOfOtherFleetsApart()
    {
        string cache = Path.GetTempFileName();
        var blocks = new SubClusters(Snapshot, 10);
        Assert.NotNull(new SolvedClusters(blocks, cache, false).Of(0));
        string[] before = File.ReadAllLines(cache);
        Assert.NotNull(new SolvedClusters(blocks, cache, false).Of(0));
        Assert.Equal(before, File.ReadAllLines(cache));
        Assert.NotNull(new SolvedClusters(new SubClusters(Snapshot, 12), cache, false).Of(0));
        Assert.Equal(before.Length + 1, File.ReadAllLines(cache).Length);
        File.Delete(cache);
    }
}
