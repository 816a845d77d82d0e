using Restow.Packing.Model;
using Restow.Packing.Placements;

namespace Restow.Packing.Tests;

public class PlacementTests
{
    private static readonly Cluster Small = new()
    {
        SourceName = "test",
        Nodes = [new Node { Name = "n1", Allocatable = new Resources { ["cpu"] = 1000, ["memory"] = 100, ["pods"] = 2 } }],
        Pods =
        [
            new Pod { Namespace = "d", Name = "a", NodeName = "n1", Requests = new Resources { ["cpu"] = 600, ["pods"] = 1 } },
            new Pod { Namespace = "d", Name = "b", Requests = new Resources { ["cpu"] = 500, ["pods"] = 1 } },
        ],
    };

    [Fact]
    public void WhyNot_NoRoom_NamesTheResource()
    {
        var placement = new Placement(Small, []);
        Assert.False(placement.Allows(1, 0));
        Assert.Equal(["Insufficient cpu"], placement.WhyNot(1, 0));
    }

    [Fact]
    public void Remove_ThenPlace_UsesTheRoom()
    {
        var placement = new Placement(Small, []);
        Assert.Equal(0, placement.Remove(0));
        Assert.True(placement.Allows(1, 0));
        placement.Place(1, 0);
        Assert.Equal(500, placement.Free(0)[0]);
        Assert.Throws<InvalidOperationException>(() => placement.Place(1, 0));
    }
}
