using System.Text.Json.Nodes;

namespace Restow.Kubernetes.Tests.Extending;

public class PreemptTests
{
    [Fact]
    public async Task Preempt_NothingReserved_KeepsCandidatesAndVictimsAsTheyAre()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        JsonObject kept = await Kept(server, Calls.Preemption(Calls.Pod("p1"), ("n1", ["v1", "v2"]), ("n2", ["v3"])));
        Assert.Equal(["n1", "n2"], kept.Select(k => k.Key));
        Assert.Equal(["v1", "v2"], kept["n1"]!["Pods"]!.AsArray().Select(v => (string?)v!["UID"]));
        Assert.Equal(2, (int)kept["n1"]!["NumPDBViolations"]!);
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(300, false)]
    public async Task Preempt_ReservedRoom_CountsWhatTheVictimsFree(long victimCpu, bool keeps)
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Rooms.FreeCpu["n1"] = 600;
        server.Rooms.BoundCpu["v1"] = victimCpu;
        server.Reserve("rs-1", "n1");
        JsonObject kept = await Kept(server, Calls.Preemption(Calls.Pod("p9", "rs-9"), ("n1", ["v1"]), ("n2", ["v2"])));
        Assert.Equal(keeps ? ["n1", "n2"] : ["n2"], kept.Select(k => k.Key));
    }

    [Fact]
    public async Task Preempt_VictimThatIsNotKnown_FreesNothing()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Rooms.FreeCpu["n1"] = 600;
        server.Reserve("rs-1", "n1");
        Assert.Empty(await Kept(server, Calls.Preemption(Calls.Pod("p9", "rs-9"), ("n1", ["v1"]))));
    }

    [Fact]
    public async Task Preempt_CandidateWithoutVictims_IsDropped()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        JsonObject kept = await Kept(server, Calls.Preemption(Calls.Pod("p9", "rs-9"), ("n1", []), ("n2", ["v2"])));
        Assert.Equal(["n2"], kept.Select(k => k.Key));
    }

    [Fact]
    public async Task Preempt_WholeVictims_AnswersWithTheirUids()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Rooms.FreeCpu["n1"] = 600;
        server.Reserve("rs-1", "n1");
        string call = $$$$"""{"Pod":{{{{Calls.Pod("p9", "rs-9")}}}},"NodeNameToVictims":{"n1":{"Pods":[{{{{Calls.Pod("v1", cpu: "400m")}}}}],"NumPDBViolations":0}}}""";
        JsonObject kept = await Kept(server, call);
        Assert.Equal("v1", (string?)Assert.Single(kept["n1"]!["Pods"]!.AsArray())!["UID"]);
    }

    [Fact]
    public async Task Preempt_PlannedPod_OnlyWhereItIsToLand()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Reserve("rs-1", "n2");
        JsonObject kept = await Kept(server, Calls.Preemption(Calls.Pod("p1", "rs-1"), ("n1", ["v1"]), ("n2", ["v2"])));
        Assert.Equal(["n2"], kept.Select(k => k.Key));
    }

    private static async Task<JsonObject> Kept(ExtenderServer server, string call) => (await server.Answer("preempt", call))["NodeNameToMetaVictims"]!.AsObject();
}
