using System.Diagnostics;
using System.Text.Json;

namespace Restow.Cli.Tests;

public class InterruptTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Pack_Interrupted_PrintsTheBestAnswerSoFar(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are sent with kill");

        // The model of the paper takes its whole time where it cannot prove the last pod away.
        var watch = Stopwatch.StartNew();
        Command run = Command.RunWith(
            null,
            process =>
            {
                Thread.Sleep(3000);
                if (!process.HasExited)
                    Process.Start("kill", ["-" + signal, $"{process.Id}"]).WaitForExit();
            },
            "pack", Command.Data("overfull.json"), "--time", "100s", "--format", "json");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.InRange(run.ExitCode, 0, 1);
        Assert.Equal("", run.Error);
        Assert.True(JsonDocument.Parse(run.Output).RootElement.TryGetProperty("placements", out _));
    }
}
