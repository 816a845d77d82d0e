using System.Text.Json;

namespace Restow.Cli.Tests;

/// <summary><c>restow pack</c> end to end, on a cluster whose free room is in pieces too small for what waits.</summary>
public class PackTests
{
    private static readonly string Fragmented = Command.Data("fragmented.json");

    [Fact]
    public void Pack_RoomInPieces_PlacesEveryPodAndEndsWith0()
    {
        Command run = Command.Run("pack", Fragmented, "--time", "10s");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("2 more pods placed: 13 → 15 of 15, 2 moves.\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Proven optimal", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public void Pack_NothingMayMove_EndsWith1()
    {
        Command run = Command.Run("pack", Fragmented, "--max-moves", "0", "--evict", "none");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Nothing better found: 2 pods of 15 stay pending.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Pack_Json_IsOneDocumentWithEveryProperty()
    {
        Command run = Command.Run("pack", Fragmented, "--time", "10s", "--format", "json");
        JsonElement plan = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(
            ["certificate", "elapsedSeconds", "measures", "byPriority", "steps", "placements", "pending", "immovable"],
            plan.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["kind", "bound", "proof"], plan.GetProperty("certificate").EnumerateObject().Select(p => p.Name));
        Assert.Equal("optimal", plan.GetProperty("certificate").GetProperty("kind").GetString());
        Assert.Equal(13, plan.GetProperty("measures").GetProperty("before").GetProperty("podsPlaced").GetInt32());
        Assert.Equal(15, plan.GetProperty("measures").GetProperty("after").GetProperty("podsPlaced").GetInt32());
        Assert.Equal(["priority", "pods", "placedBefore", "placedAfter", "bound"], plan.GetProperty("byPriority")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(["wave", "kind", "namespace", "pod", "from", "to"], plan.GetProperty("steps")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(15, plan.GetProperty("placements").GetArrayLength());
        Assert.Empty(plan.GetProperty("pending").EnumerateArray());
        Assert.Contains(plan.GetProperty("placements").EnumerateArray(), p => p.GetProperty("pod").GetString() == "search-1" && p.GetProperty("node").GetString()!.StartsWith("node-", StringComparison.Ordinal));
    }

    [Fact]
    public void Pack_StandardInput_IsReadLikeAFile() =>
        Assert.Equal(0, Command.RunWith(File.ReadAllText(Fragmented), null, "pack", "-", "--time", "10s").ExitCode);

    [Fact]
    public void Pack_OneThreadAndTheSameSeed_GivesTheSamePlan()
    {
        string[] plans = [.. Enumerable.Range(0, 2).Select(_ =>
            JsonDocument.Parse(Command.Run("pack", Fragmented, "--time", "10s", "--threads", "1", "--seed", "7", "--format", "json").Output).RootElement.GetProperty("steps").GetRawText())];
        Assert.Equal(plans[0], plans[1]);
    }

    [Fact]
    public void Pack_ChartAndOutput_AreWrittenWholeAndNothingElseIs()
    {
        string folder = Directory.CreateTempSubdirectory("restow").FullName;
        string[] files = ["plan.png", "plan.svg", "plan.json"];
        foreach (string chart in files[..2])
        {
            Command run = Command.Run("pack", Fragmented, "--time", "10s", "--chart", Path.Combine(folder, chart), "--format", "json", "-o", Path.Combine(folder, "plan.json"));
            Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        }

        Assert.Equal(files.Order(), Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(Path.Combine(folder, "plan.png"))[..4]);
        Assert.Contains("<svg", File.ReadAllText(Path.Combine(folder, "plan.svg")), StringComparison.Ordinal);
        Assert.Equal(15, JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "plan.json"))).RootElement.GetProperty("placements").GetArrayLength());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Pack_Frontier_ListsMovesAgainstPods()
    {
        Command run = Command.Run("pack", Fragmented, "--time", "10s", "--frontier", "--format", "json");
        Assert.Equal(0, run.ExitCode);
        JsonElement[] points = [.. JsonDocument.Parse(run.Output).RootElement.GetProperty("frontier").EnumerateArray()];
        Assert.Equal(points.Select(p => p.GetProperty("moves").GetInt32()).Order(), points.Select(p => p.GetProperty("moves").GetInt32()));
        Assert.Equal(15, points[^1].GetProperty("podsPlaced").GetInt32());
    }
}
