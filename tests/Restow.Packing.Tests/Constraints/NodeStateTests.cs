using Restow.Packing.Model;
using static Restow.Packing.Tests.Build;

namespace Restow.Packing.Tests.Constraints;

public class NodeStateTests
{
    [Theory]
    [InlineData("", "TCP", 80, false)]
    [InlineData("10.0.0.1", "TCP", 80, false)]
    [InlineData("10.0.0.2", "TCP", 80, true)]
    [InlineData("10.0.0.1", "UDP", 80, true)]
    [InlineData("10.0.0.1", "TCP", 81, true)]
    public void Ports_Taken_ConflictOnAddressProtocolAndPort(string address, string protocol, int port, bool allowed)
    {
        Pod holder = Pod("a", "n") with { HostPorts = [new HostPort("10.0.0.1", "TCP", 80)] };
        var bound = new Bound(Cluster([Node("n")], holder, Pod("b") with { HostPorts = [new HostPort(address, protocol, port)] }));
        Assert.Equal(allowed ? "" : "node(s) didn't have free ports for the requested pod ports", bound.WhyNot("b", "n"));
        bound.Remove("a");
        Assert.Equal("", bound.WhyNot("b", "n"));
    }

    [Fact]
    public void Ports_Wildcard_BlocksEveryAddress()
    {
        Pod holder = Pod("a", "n") with { HostPorts = [new HostPort("", "TCP", 80)] };
        var bound = new Bound(Cluster([Node("n")], holder, Pod("b") with { HostPorts = [new HostPort("10.0.0.1", "TCP", 80)] }));
        Assert.NotEqual("", bound.WhyNot("b", "n"));
    }

    [Fact]
    public void Gpu_SharesOnTwoDevices_LeaveNoRoomForALargeOneOrAWhole()
    {
        var bound = new Bound(Cluster([GpuNode(2)], Share("s1", 600), Share("s2", 600), Share("s3", 500), Share("s4", 400), Whole("w", 1)));
        bound.Place("s1", "n");
        Assert.Equal("", bound.WhyNot("w", "n"));
        bound.Place("s2", "n");
        Assert.Equal("Insufficient restow.dev/gpu-milli", bound.WhyNot("s3", "n"));
        Assert.Equal("", bound.WhyNot("s4", "n"));
        Assert.Equal("Insufficient nvidia.com/gpu", bound.WhyNot("w", "n"));
    }

    [Fact]
    public void Gpu_SmallShare_GoesToTheFullestDevice()
    {
        var bound = new Bound(Cluster([GpuNode(2)], Share("s1", 600), Share("s2", 400), Whole("w", 1)));
        bound.Place("s1", "n");
        bound.Place("s2", "n");
        Assert.Equal("", bound.WhyNot("w", "n"));
        bound.Place("w", "n");
        bound.Remove("s1");
        Assert.Equal("", bound.WhyNot("s1", "n"));
    }

    [Fact]
    public void Nominated_RoomOnItsNode_IsKeptFromEqualAndLowerPriority()
    {
        Pod waiting = Pod("q", null, 3000, 5) with { NominatedNodeName = "n" };
        var bound = new Bound(Cluster([Node("n"), Node("m")], waiting, Pod("low", null, 2000), Pod("same", null, 2000, 5), Pod("high", null, 2000, 6), Pod("small", null, 1000)));
        Assert.Equal("Insufficient cpu", bound.WhyNot("low", "n"));
        Assert.Equal("Insufficient cpu", bound.WhyNot("same", "n"));
        Assert.Equal("", bound.WhyNot("high", "n"));
        Assert.Equal("", bound.WhyNot("small", "n"));
        Assert.Equal("", bound.WhyNot("q", "n"));
        bound.Place("q", "m");
        Assert.Equal("", bound.WhyNot("low", "n"));
    }

    [Fact]
    public void Gpu_PodThatRuns_StaysOnlyWithTheDeviceItHas()
    {
        // a and b have a device each; once a is away and c has taken its device, a would have to start anew on b's.
        var bound = new Bound(Cluster([GpuNode(2), Node("m")], Share("a", 400) with { NodeName = "n" }, Share("b", 700) with { NodeName = "n" }, Share("c", 900)));
        Assert.Equal("Insufficient restow.dev/gpu-milli", bound.WhyNot("c", "n"));
        bound.Remove("a");
        Assert.Equal("", bound.WhyNot("a", "n"));
        bound.Place("c", "n");
        Assert.Equal("Insufficient restow.dev/gpu-milli", bound.WhyNot("a", "n"));
        bound.Remove("c");
        Assert.Equal("", bound.WhyNot("a", "n"));
    }

    [Fact]
    public void Gpu_TrialTakenBack_ChangesNothing()
    {
        // a is alone on its device; chosen anew it would join b on the other one, and only one of y and z would find room.
        Node[] nodes = [GpuNode(2), GpuNode(2) with { Name = "m" }];
        var bound = new Bound(Cluster(nodes, Share("x", 500), Share("b", 400), Share("a", 300), Share("y", 700), Share("z", 600)));
        foreach (string pod in (string[])["x", "b", "a"])
            bound.Place(pod, "n");
        bound.Remove("x");
        bound.Remove("a");
        bound.Place("a", "m");
        bound.Remove("a");
        bound.Place("a", "n");
        bound.Place("y", "n");
        Assert.Equal("", bound.WhyNot("z", "n"));
    }

    [Theory]
    [InlineData("0", "0", "")]
    [InlineData("0", "1", "Insufficient nvidia.com/gpu")]
    [InlineData("0", "7", "")] // no such device: chosen as if nothing were named
    [InlineData("0", "x", "")]
    public void Gpu_DevicesNamedByAnnotation_AreTheOnesThatPodsHave(string a, string b, string whyNot)
    {
        Pod Named(string name, string device) => Share(name, 300) with { NodeName = "n", Annotations = Map(("restow.dev/gpu-devices", device)) };
        var bound = new Bound(Cluster([GpuNode(2)], Named("a", a), Named("b", b), Whole("w", 1)));
        Assert.Equal(whyNot, bound.WhyNot("w", "n"));
    }

    private static Node GpuNode(int devices)
    {
        Node node = Node("n");
        return node with { Allocatable = new Resources(node.Allocatable) { [Resources.Gpu] = devices, [Resources.GpuMilli] = devices * 1000 } };
    }

    private static Pod Share(string name, int milli) => Pod(name) with { Requests = new Resources { [Resources.GpuMilli] = milli } };

    private static Pod Whole(string name, int count) => Pod(name) with { Requests = new Resources { [Resources.Gpu] = count } };
}
