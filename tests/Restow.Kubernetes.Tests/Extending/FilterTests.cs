using System.Text.Json.Nodes;

namespace Restow.Kubernetes.Tests.Extending;

public class FilterTests
{
    [Fact]
    public async Task Filter_NothingReserved_KeepsAll()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        JsonNode answer = await server.Answer("filter", Calls.ByName(Calls.Pod("p1", "rs-1"), "n1", "n2"));
        Assert.Equal(["n1", "n2"], Names(answer));
        Assert.Empty(answer["FailedNodes"]!.AsObject());
        Assert.Null(answer["Nodes"]);
    }

    [Fact]
    public async Task Filter_PlannedPod_SeesItsNodeAlone()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Reserve("rs-1", "n2");
        JsonNode answer = await server.Answer("filter", Calls.ByName(Calls.Pod("p1", "rs-1"), "n1", "n2", "n3"));
        Assert.Equal(["n2"], Names(answer));
        Assert.Equal(["n1", "n3"], answer["FailedAndUnresolvableNodes"]!.AsObject().Select(f => f.Key));
        Assert.Contains("n2", (string?)answer["FailedAndUnresolvableNodes"]!["n1"], StringComparison.Ordinal);
        Assert.Empty(answer["FailedNodes"]!.AsObject());
    }

    [Theory]
    [InlineData("n\\u0032", "n2")]
    [InlineData("knoten-\u00e4", "knoten-\u00e4")]
    public async Task Filter_NameThatIsNotPlain_IsKnownAndGoesBack(string sent, string name)
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Reserve("rs-1", name);
        JsonNode answer = await server.Answer("filter", Calls.ByName(Calls.Pod("p1", "rs-1"), "n1", sent));
        Assert.Equal([name], Names(answer));
        Assert.Equal(["n1"], Names(await server.Answer("filter", Calls.ByName(Calls.Pod("p9", "rs-9"), "n1", sent))));
    }

    [Fact]
    public async Task Filter_ThousandNodes_NamesEachOnce()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Reserve("rs-1", "n500");
        string[] nodes = [.. Enumerable.Range(0, 1000).Select(n => $"n{n}")];
        JsonNode answer = await server.Answer("filter", Calls.ByName(Calls.Pod("p1", "rs-1"), nodes));
        Assert.Equal(["n500"], Names(answer));
        Assert.Equal(nodes.Where(n => n != "n500"), answer["FailedAndUnresolvableNodes"]!.AsObject().Select(f => f.Key));
    }

    [Fact]
    public async Task Filter_PlannedPodItsNodeNotOffered_SeesNoneAsAnEmptyList()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Reserve("rs-1", "n9");
        JsonNode answer = await server.Answer("filter", Calls.ByName(Calls.Pod("p1", "rs-1"), "n1", "n2"));
        Assert.Empty(answer["NodeNames"]!.AsArray());
        Assert.Equal(2, answer["FailedAndUnresolvableNodes"]!.AsObject().Count);
    }

    [Fact]
    public async Task Filter_PlannedPodAfterTheTimeToLive_IsFree()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Reserve("rs-1", "n9");
        server.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(["n1", "n2"], Names(await server.Answer("filter", Calls.ByName(Calls.Pod("p1", "rs-1"), "n1", "n2"))));
    }

    [Fact]
    public async Task Filter_TwoReplicasOfTwoPlaces_TakeOneEach()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Reserve("rs-1", "n1");
        server.Reserve("rs-1", "n2");
        Assert.Equal(["n1"], Names(await server.Answer("filter", Calls.ByName(Calls.Pod("p1", "rs-1"), "n1", "n2"))));
        Assert.Equal(["n2"], Names(await server.Answer("filter", Calls.ByName(Calls.Pod("p2", "rs-1"), "n1", "n2"))));
    }

    [Theory]
    [InlineData("400m", true)]
    [InlineData("500m", true)]
    [InlineData("501m", false)]
    public async Task Filter_OtherPod_SeesWhatIsFreeLessWhatIsReserved(string cpu, bool fits)
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Rooms.FreeCpu["n1"] = 1500;
        server.Reserve("rs-1", "n1", count: 2);
        JsonNode answer = await server.Answer("filter", Calls.ByName(Calls.Pod("p9", "rs-9", cpu), "n1", "n2"));
        Assert.Equal(fits ? ["n1", "n2"] : ["n2"], Names(answer));
        Assert.Equal(!fits, answer["FailedAndUnresolvableNodes"]!.AsObject().ContainsKey("n1"));
    }

    [Fact]
    public async Task Filter_ReplicaBeyondTheReservedPlaces_SeesWhatItsSiblingsLeave()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Rooms.FreeCpu["n1"] = 600;
        server.Reserve("rs-1", "n1");
        Assert.Equal(["n1"], Names(await server.Answer("filter", Calls.ByName(Calls.Pod("p1", "rs-1"), "n1", "n2"))));
        Assert.Equal(["n2"], Names(await server.Answer("filter", Calls.ByName(Calls.Pod("p2", "rs-1"), "n1", "n2"))));
    }

    [Fact]
    public async Task Filter_ReservedNodeThatTheCacheDoesNotKnow_IsRefused()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Reserve("rs-1", "n1");
        Assert.Equal(["n2"], Names(await server.Answer("filter", Calls.ByName(Calls.Pod("p9", "rs-9"), "n1", "n2"))));
    }

    [Fact]
    public async Task Filter_CriticalPod_IsNeverHeldBack()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Rooms.FreeCpu["n1"] = 500;
        server.Reserve("rs-1", "n1");
        Assert.Equal(["n1"], Names(await server.Answer("filter", Calls.ByName(Calls.Pod("p9", "rs-9", priority: 2_000_001_000), "n1"))));
    }

    [Fact]
    public async Task Filter_ProbePod_IsRefusedEverywhereAndBeats()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        string probe = Calls.Pod("p1").Replace("\"app\":\"web\"", "\"restow.dev/probe\":\"true\"", StringComparison.Ordinal);
        JsonNode answer = await server.Answer("filter", Calls.ByName(probe, "n1", "n2"));
        Assert.Empty(answer["NodeNames"]!.AsArray());
        Assert.Equal(2, answer["FailedAndUnresolvableNodes"]!.AsObject().Count);
        Assert.NotNull(server.Heartbeat.Age);
    }

    [Fact]
    public async Task Filter_WholeNodes_GoBackAsTheyCame()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Reserve("rs-1", "n2");
        const string Second = """{"metadata":{"name":"n2","labels":{"zone":"ä"}},"spec":{"futureField":{"x":[1,2.50,null]}},"status":{"allocatable":{"cpu":"4"}}}""";
        JsonNode answer = await server.Answer("filter", Calls.Whole(Calls.Pod("p1", "rs-1"), """{"metadata":{"name":"n1"}}""", Second));
        JsonNode kept = Assert.Single(answer["Nodes"]!["items"]!.AsArray())!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Second), kept));
        Assert.Equal(["n2"], Names(answer));
        Assert.True(answer["FailedAndUnresolvableNodes"]!.AsObject().ContainsKey("n1"));
    }

    [Fact]
    public async Task Filter_NoNodesAtAll_IsAnEmptyList()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        Assert.Empty((await server.Answer("filter", Calls.ByName(Calls.Pod("p1"))))["NodeNames"]!.AsArray());
        JsonNode whole = await server.Answer("filter", $$$"""{"Pod":{{{Calls.Pod("p1")}}},"Nodes":{"metadata":{},"items":null}}""");
        Assert.Empty(whole["Nodes"]!["items"]!.AsArray());
    }

    [Fact]
    public async Task Filter_EachAnswer_IsABeat()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        Assert.Null(server.Heartbeat.Age);
        await server.Answer("filter", Calls.ByName(Calls.Pod("p1"), "n1"));
        server.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), server.Heartbeat.Age);
        await server.Answer("prioritize", Calls.ByName(Calls.Pod("p1"), "n1"));
        Assert.Equal(TimeSpan.Zero, server.Heartbeat.Age);
    }

    private static IEnumerable<string?> Names(JsonNode answer) => answer["NodeNames"]!.AsArray().Select(n => (string?)n);
}
