using System.Diagnostics;

namespace Restow.Cli.Tests;

/// <summary>The built command, run as its user runs it: a process of its own, standard streams redirected.</summary>
internal sealed record Command(int ExitCode, string Output, string Error)
{
    public static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "Data", name);

    public static Command Run(params string[] arguments) => RunWith(null, null, arguments);

    /// <param name="input">What standard input has; <c>null</c> for nothing.</param>
    /// <param name="whileRunning">Called with the process once it runs.</param>
    public static Command RunWith(string? input, Action<Process>? whileRunning, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "restow"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null)
            process.StandardInput.Write(input);
        process.StandardInput.Close();
        whileRunning?.Invoke(process);
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "the command does not end");
        return new Command(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Holds a failed command to its contract: exit code 2, nothing on standard output, one line on standard error.</summary>
    public void AssertFails(string mentions)
    {
        Assert.Equal(2, ExitCode);
        Assert.Equal("", Output);
        string line = Assert.Single(Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("restow: ", line, StringComparison.Ordinal);
        Assert.Contains(mentions, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
    }
}
