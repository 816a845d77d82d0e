using System.Text.Json;

namespace Restow.Cli.Tests;

/// <summary><c>restow serve sim</c> as its user runs it.</summary>
public sealed class ServeTests : IDisposable
{
    private static readonly string[] Small = ["serve", "sim", "--trace", "l-l", "--rate", "3", "--requests", "400", "--instances", "4"];

    private readonly string folder = Directory.CreateTempSubdirectory("restow").FullName;

    [Fact]
    public void Sim_Workload_ComparesPolicies()
    {
        Command run = Command.Run([.. Small, "--policy", "infaas++,llumnix"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("l-l at 3 requests a second: 400 requests on 4 instances.", run.Output, StringComparison.Ordinal);
        Assert.Contains("infaas++", run.Output, StringComparison.Ordinal);
        Assert.Contains("llumnix", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Sim_Json_IsOneDocumentWithAReportForEachPolicy()
    {
        using var document = JsonDocument.Parse(Command.Run([.. Small, "--policy", "round-robin,restow", "--format", "json"]).Output);
        Assert.Equal(["round-robin", "restow"], document.RootElement.EnumerateArray().Select(r => r.GetProperty("policy").GetString()));
        foreach (JsonElement report in document.RootElement.EnumerateArray())
        {
            Assert.Equal(400, report.GetProperty("requests").GetInt32());
            Assert.True(report.GetProperty("prefill").GetProperty("p99").GetDouble() >= report.GetProperty("prefill").GetProperty("mean").GetDouble());
            string[] figures = ["decode", "request", "preemptionLossMean", "preemptions", "migrations", "migrationDowntimeMeanMs", "fragmentation", "instancesMean"];
            Assert.All(figures, name => Assert.True(report.TryGetProperty(name, out _), name));
        }
    }

    [Fact]
    public void Sim_ChartTimelineAndOutput_AreWritten()
    {
        string In(string name) => Path.Combine(folder, name);
        Command run = Command.Run([.. Small, "--policy", "llumnix", "--chart", In("bars.svg"), "--timeline", In("run.json"), "--output", In("report.txt")]);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Contains("<svg", File.ReadAllText(In("bars.svg")), StringComparison.Ordinal);
        Assert.Contains("llumnix", File.ReadAllText(In("report.txt")), StringComparison.Ordinal);
        using var timeline = JsonDocument.Parse(File.ReadAllText(In("run.json")));
        Assert.NotEmpty(timeline.RootElement.GetProperty("traceEvents").EnumerateArray());
    }

    [Fact]
    public void Sim_TraceFile_IsSimulated()
    {
        string file = Path.Combine(folder, "trace.csv");
        File.WriteAllText(file, "arrivalSeconds,promptTokens,outputTokens,priority\n0,100,20,normal\n0.5,200,10,high\n");
        Command run = Command.Run("serve", "sim", "--trace", file, "--policy", "llumnix");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("2 requests", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--look-ahead belongs to --scale-to", "--rate", "1", "--look-ahead", "5s")]
    [InlineData("--cv belongs to a workload, not to a file", "--trace", "none.csv", "--cv", "2")]
    [InlineData("its folder does not exist", "--rate", "1", "--chart", "/none/such/x.png")]
    public void Sim_WrongUsage_IsOneLineAnd2(string mentions, params string[] arguments) => Command.Run(["serve", "sim", .. arguments]).AssertFails(mentions);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
