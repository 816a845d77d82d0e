using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Execution;
using Restow.Kubernetes.Reservations;
using Restow.Kubernetes.Tests.Cache;
using Restow.Kubernetes.Tests.Fakes;
using Restow.Packing;

namespace Restow.Kubernetes.Tests.Execution;

public sealed class PodHintsTests
{
    private static readonly ReplicaKey Web = new("rs-web", "1");

    private readonly FakeTimeProvider time = new();
    private readonly FakeCluster cluster = new();
    private readonly FakeControlPlane plane;
    private readonly PodHints hints;

    public PodHintsTests()
    {
        plane = new FakeControlPlane(cluster) { Schedules = false };
        plane.AddNode("n1", 1000);
        plane.AddNode("n2", 1000);
        hints = new PodHints(cluster, new ApiAvailability(time), time, NullLogger.Instance);
    }

    [Fact]
    public async Task Give_ASiblingComesLater_KeepsTheNodeOfTheFirst()
    {
        string late = plane.AddPod("web", 100);
        await using CachedCluster cached = await CachedCluster.FollowAsync(cluster);
        await hints.GiveAsync(cached.Cache, [To("n1")], TestContext.Current.CancellationToken);
        string early = plane.AddPod("web", 100);
        await cached.CatchUpAsync();
        time.Advance(TimeSpan.FromSeconds(4));
        await hints.GiveAsync(cached.Cache, [To("n2"), To("n1")], TestContext.Current.CancellationToken);

        Assert.Equal("n1", Nominated(late));
        Assert.Equal("n2", Nominated(early));
    }

    [Theory]
    [InlineData("n1", "True", "Landed")]
    [InlineData("n2", "False", "Elsewhere")]
    public async Task Give_ThePodHasLanded_ItsConditionSaysWhetherWhereItWasTo(string node, string status, string reason)
    {
        string pod = plane.AddPod("web", 100);
        await using CachedCluster cached = await CachedCluster.FollowAsync(cluster);
        await hints.GiveAsync(cached.Cache, [To("n1")], TestContext.Current.CancellationToken);
        Assert.Equal(("True", "PlaceKept"), Promise(pod));
        JsonObject bound = cluster.Find($"/api/v1/namespaces/default/pods/{pod}")!;
        bound["spec"]!["nodeName"] = node;
        cluster.Put($"/api/v1/namespaces/default/pods/{pod}", bound);
        await cached.CatchUpAsync();
        await hints.GiveAsync(cached.Cache, [], TestContext.Current.CancellationToken);
        Assert.Equal((status, reason), Promise(pod));
    }

    [Fact]
    public async Task Give_TheNodeIsNoLongerOpen_IsTakenBack()
    {
        string pod = plane.AddPod("web", 100);
        await using CachedCluster cached = await CachedCluster.FollowAsync(cluster);
        await hints.GiveAsync(cached.Cache, [To("n1")], TestContext.Current.CancellationToken);
        Assert.Equal("n1", Nominated(pod));
        await hints.GiveAsync(cached.Cache, [], TestContext.Current.CancellationToken);
        Assert.Null(Nominated(pod));
        Assert.Equal(("False", "Withdrawn"), Promise(pod));
    }

    [Fact]
    public async Task Give_AnotherNodeIsOpenInstead_MovesTheHint()
    {
        string pod = plane.AddPod("web", 100);
        await using CachedCluster cached = await CachedCluster.FollowAsync(cluster);
        await hints.GiveAsync(cached.Cache, [To("n1")], TestContext.Current.CancellationToken);
        await hints.GiveAsync(cached.Cache, [To("n2")], TestContext.Current.CancellationToken);
        Assert.Equal("n2", Nominated(pod));
    }

    [Fact]
    public async Task Give_AfterARestart_KeepsTheNodesThatWereNominatedBefore()
    {
        string[] pods = [plane.AddPod("web", 100), plane.AddPod("web", 100)];
        await using CachedCluster cached = await CachedCluster.FollowAsync(cluster);
        await hints.GiveAsync(cached.Cache, [To("n1"), To("n2")], TestContext.Current.CancellationToken);
        string?[] before = [.. pods.Select(Nominated)];
        await cached.CatchUpAsync();
        await Restarted().GiveAsync(cached.Cache, [To("n2"), To("n1")], TestContext.Current.CancellationToken);
        Assert.Equal(["n1", "n2"], before.Order());
        Assert.Equal(before, pods.Select(Nominated));
    }

    [Fact]
    public async Task Clear_AfterARestart_TakesBackWhatWasNominatedBefore()
    {
        string pod = plane.AddPod("web", 100);
        await using CachedCluster cached = await CachedCluster.FollowAsync(cluster);
        await hints.GiveAsync(cached.Cache, [To("n1")], TestContext.Current.CancellationToken);
        await cached.CatchUpAsync();
        await Restarted().ClearAsync(cached.Cache, [To("n1")], TestContext.Current.CancellationToken);
        Assert.Null(Nominated(pod));
        Assert.Null(cluster.Find($"/api/v1/namespaces/default/pods/{pod}")!["metadata"]!["annotations"]?["restow.dev/planned-node"]);
    }

    private PodHints Restarted() => new(cluster, new ApiAvailability(time), time, NullLogger.Instance);

    private string? Nominated(string pod) => (string?)cluster.Find($"/api/v1/namespaces/default/pods/{pod}")!["status"]!["nominatedNodeName"];

    private (string? Status, string? Reason) Promise(string pod)
    {
        JsonNode condition = cluster.Find($"/api/v1/namespaces/default/pods/{pod}")!["status"]!["conditions"]!.AsArray().Single(c => (string?)c!["type"] == "restow.dev/Promised")!;
        return ((string?)condition["status"], (string?)condition["reason"]);
    }

    private static StepRecord To(string node) => new()
    {
        Number = node[^1],
        Wave = 1,
        Kind = PackingMoveKind.Place,
        Namespace = "default",
        Name = "web",
        Uid = "uid-web",
        Workload = "ReplicaSet default/web",
        Key = Web,
        Priority = 0,
        To = node,
        Requests = new Dictionary<string, long> { ["cpu"] = 100 },
    };
}
