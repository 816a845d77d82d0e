using Restow.Packing.Model;
using static Restow.Packing.Tests.Build;

namespace Restow.Packing.Tests.Constraints;

public class VolumeTests
{
    private const string ZoneLabel = "topology.kubernetes.io/zone";

    private static readonly Node[] Zones = [Node("n", 4000, (ZoneLabel, "a")), Node("m", 4000, (ZoneLabel, "b")), Node("bare")];

    [Fact]
    public void Binding_BoundVolume_FollowsItsNodeAffinity()
    {
        var bound = new Bound(With(Volume("v") with { NodeAffinity = [NodeTerm(ZoneLabel, SelectorOperator.In, "a")] }));
        Assert.Equal("", bound.WhyNot("p", "n"));
        Assert.Equal("node(s) had volume node affinity conflict", bound.WhyNot("p", "m"));
    }

    [Fact]
    public void Zone_LabelledVolume_StaysInItsSetOfZones()
    {
        var bound = new Bound(With(Volume("v") with { Labels = Map(("failure-domain.beta.kubernetes.io/zone", "a__c")) }));
        Assert.Equal("", bound.WhyNot("p", "n"));
        Assert.Equal("node(s) had no available volume zone", bound.WhyNot("p", "m"));
        Assert.Equal("", bound.WhyNot("p", "bare"));
    }

    [Fact]
    public void Binding_MissingObjects_AreNamed()
    {
        Cluster cluster = With(Volume("v"));
        Assert.Equal("persistentvolumeclaim \"data\" not found",
            new Bound(cluster with { Claims = new Dictionary<string, PersistentVolumeClaim>() }).WhyNot("p", "n"));
        Assert.Equal("node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)",
            new Bound(cluster with { Volumes = new Dictionary<string, PersistentVolume>() }).WhyNot("p", "n"));
    }

    [Fact]
    public void Binding_Unbound_NeedsAClassThatWaitsAndReachesTheNode()
    {
        Cluster immediate = Unbound(new StorageClass("fast", "csi", false, []));
        Cluster waiting = Unbound(new StorageClass("fast", "csi", true, [NodeTerm(ZoneLabel, SelectorOperator.In, "b")]));
        Assert.Equal("pod has unbound immediate PersistentVolumeClaims", new Bound(immediate).WhyNot("p", "n"));
        Assert.Equal("node(s) didn't find available persistent volumes to bind", new Bound(waiting).WhyNot("p", "n"));
        Assert.Equal("", new Bound(waiting).WhyNot("p", "m"));
    }

    [Fact]
    public void FreeVolumes_LocalVolumes_AreTakenOncePerNode()
    {
        // One volume on n, none on m: the first pod gets it, the second has nowhere to go until the first has left.
        var bound = new Bound(Local(Free("v", 10, "a")));
        Assert.Equal("", bound.WhyNot("p", "n"));
        Assert.Equal(CannotBind, bound.WhyNot("p", "m"));
        bound.Place("p", "n");
        Assert.Equal(CannotBind, bound.WhyNot("q", "n"));
        bound.Remove("p");
        Assert.Equal("", bound.WhyNot("q", "n"));
    }

    [Fact]
    public void FreeVolumes_SeveralSizes_TheSmallestLargeEnoughIsTaken()
    {
        // p wants 5 and leaves the 10 to q, which wants 8.
        var bound = new Bound(Local(Free("small", 4, "a"), Free("large", 10, "a"), Free("medium", 5, "a")));
        bound.Place("p", "n");
        Assert.Equal("", bound.WhyNot("q", "n"));
        bound.Place("q", "n");
    }

    [Theory]
    [InlineData("class")]
    [InlineData("mode")]
    [InlineData("block")]
    [InlineData("size")]
    [InlineData("claimed")]
    [InlineData("terminating")]
    public void FreeVolumes_VolumeThatDoesNotServe_IsNotCounted(string what)
    {
        PersistentVolume volume = Free("v", 10, "a");
        volume = what switch
        {
            "class" => volume with { StorageClass = "other" },
            "mode" => volume with { AccessModes = ["ReadOnlyMany"] },
            "block" => volume with { IsBlock = true },
            "size" => volume with { Capacity = 3 },
            "claimed" => volume with { ClaimedBy = "default/other" },
            _ => volume with { Terminating = true },
        };
        Assert.Equal(CannotBind, string.Join(", ", new Bound(Local(volume)).WhyNot("p", "n").Split(", ").Distinct()));
    }

    [Fact]
    public void FreeVolumes_VolumeKeptForAClaim_ServesThatOneAlone()
    {
        var bound = new Bound(Local(Free("v", 10, "a") with { ClaimedBy = "default/c1", StorageClass = "" }));
        Assert.Equal("", bound.WhyNot("p", "n"));
        Assert.Equal(CannotBind, bound.WhyNot("q", "n"));
    }

    private const string CannotBind = "node(s) didn't find available persistent volumes to bind";

    private static PersistentVolume Free(string name, long size, string zone) => new(name, [NodeTerm(ZoneLabel, SelectorOperator.In, zone)], Map(), "", "")
    {
        StorageClass = "local",
        Capacity = size,
        AccessModes = ["ReadWriteOnce", "ReadOnlyMany"],
    };

    // Pods p and q, whose claims of 5 and 8 wait for a local volume.
    private static Cluster Local(params PersistentVolume[] volumes) => Cluster(Zones, Pod("p") with { Claims = ["c1"] }, Pod("q") with { Claims = ["c2"] }) with
    {
        Volumes = volumes.ToDictionary(v => v.Name),
        StorageClasses = new Dictionary<string, StorageClass> { ["local"] = new("local", "kubernetes.io/no-provisioner", true, []) },
        Claims = new[] { ("c1", 5L), ("c2", 8L) }.ToDictionary(c => $"default/{c.Item1}", c => new PersistentVolumeClaim("default", c.Item1, null, "local", false)
        {
            Request = c.Item2,
            AccessModes = ["ReadWriteOnce"],
        }),
    };

    [Fact]
    public void ReadWriteOncePod_SecondPod_WaitsForTheFirst()
    {
        Cluster cluster = With(Volume("v"));
        cluster = cluster with
        {
            Pods = [cluster.Pods[0] with { NodeName = "n" }, Pod("q") with { Claims = ["data"] }],
            Claims = new Dictionary<string, PersistentVolumeClaim> { ["default/data"] = new("default", "data", "v", "", true) },
        };
        var bound = new Bound(cluster);
        Assert.Equal("node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode", bound.WhyNot("q", "m"));
        bound.Remove("p");
        Assert.Equal("", bound.WhyNot("q", "m"));
    }

    [Fact]
    public void Limits_SharedHandle_CountsOnce()
    {
        var volumes = new Dictionary<string, PersistentVolume> { ["v1"] = Volume("v1"), ["v2"] = Volume("v2") with { Handle = "h1" }, ["v3"] = Volume("v3") };
        volumes["v1"] = volumes["v1"] with { Handle = "h1" };
        Cluster cluster = Cluster([Node("n")], Pod("a", "n") with { Claims = ["c1"] }, Pod("b") with { Claims = ["c2"] }, Pod("c") with { Claims = ["c3", "c1"] }) with
        {
            Volumes = volumes,
            Claims = Enumerable.Range(1, 3).ToDictionary(i => $"default/c{i}", i => new PersistentVolumeClaim("default", $"c{i}", $"v{i}", "", false)),
            CsiNodes = new Dictionary<string, CsiNode> { ["n"] = new("n", new Dictionary<string, int> { ["csi"] = 1 }) },
        };
        var bound = new Bound(cluster);
        Assert.Equal("", bound.WhyNot("b", "n"));
        Assert.Equal("node(s) exceed max volume count", bound.WhyNot("c", "n"));
        bound.Place("b", "n");
        bound.Remove("a");
        Assert.Equal("node(s) exceed max volume count", bound.WhyNot("c", "n"));
    }

    private static PersistentVolume Volume(string name) => new(name, null, Map(), "csi", name);

    private static Cluster With(PersistentVolume volume) => Cluster(Zones, Pod("p") with { Claims = ["data"] }) with
    {
        Volumes = new Dictionary<string, PersistentVolume> { [volume.Name] = volume },
        Claims = new Dictionary<string, PersistentVolumeClaim> { ["default/data"] = new("default", "data", volume.Name, "", false) },
    };

    private static Cluster Unbound(StorageClass storage) => Cluster(Zones, Pod("p") with { Claims = ["data"] }) with
    {
        StorageClasses = new Dictionary<string, StorageClass> { [storage.Name] = storage },
        Claims = new Dictionary<string, PersistentVolumeClaim> { ["default/data"] = new("default", "data", null, storage.Name, false) },
    };
}
