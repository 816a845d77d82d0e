using System.Text.Json.Nodes;

namespace Restow.Kubernetes.Tests.Extending;

public class PrioritizeTests
{
    [Fact]
    public async Task Prioritize_PlannedPod_ScoresItsNodesTen()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Reserve("rs-1", "n2");
        JsonNode answer = await server.Answer("prioritize", Calls.ByName(Calls.Pod("p1", "rs-1"), "n1", "n2"));
        Assert.Equal([("n1", 0), ("n2", 10)], answer.AsArray().Select(h => ((string?)h!["Host"], (int)h["Score"]!)));
    }

    [Fact]
    public async Task Prioritize_OtherPod_ScoresNothing()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        server.Reserve("rs-1", "n2");
        JsonNode answer = await server.Answer("prioritize", Calls.Whole(Calls.Pod("p9"), """{"metadata":{"name":"n2"}}"""));
        Assert.Equal([("n2", 0)], answer.AsArray().Select(h => ((string?)h!["Host"], (int)h["Score"]!)));
    }
}
