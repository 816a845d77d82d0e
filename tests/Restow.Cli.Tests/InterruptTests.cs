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

        Assert.SkipWhen(signal == "INT" && IgnoresInterrupt(), "this process ignores SIGINT, as jobs in the background do, and its children inherit that");

        // The search takes its whole time, half an hour, where it cannot prove the last pod away; the command is waited for two minutes after the signal.
        Command run = Command.RunWith(
            null,
            process =>
            {
                // Start-up takes far less processor time than this, whatever else the machine does.
                while (!process.HasExited && process.TotalProcessorTime < TimeSpan.FromSeconds(8))
                    Thread.Sleep(100);
                if (!process.HasExited)
                    Process.Start("kill", ["-" + signal, $"{process.Id}"]).WaitForExit();
            },
            "pack", Command.Data("overfull.json"), "--time", "30m", "--format", "json");
        Assert.InRange(run.ExitCode, 0, 1);
        Assert.Equal("", run.Error);
        Assert.True(JsonDocument.Parse(run.Output).RootElement.TryGetProperty("placements", out _));
    }

    private static bool IgnoresInterrupt()
    {
        if (!File.Exists("/proc/self/status"))
            return false;
        string? line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal));
        return line is not null && (Convert.ToUInt64(line[7..].Trim(), 16) & 2) != 0;
    }
}
