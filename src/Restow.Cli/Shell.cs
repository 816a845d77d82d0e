using System.CommandLine;

namespace Restow.Cli;

/// <summary>Runs a command line: exit codes, one-line errors, Ctrl-C.</summary>
internal static class Shell
{
    /// <summary>The command did what it was asked.</summary>
    public const int Done = 0;

    /// <summary>The answer is "no".</summary>
    public const int No = 1;

    /// <summary>Bad input or usage.</summary>
    public const int Bad = 2;

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (string error in parsed.Errors.Select(e => e.Message).Distinct())
                Complain(error);
            Complain($"see '{string.Join(' ', Path(parsed))} --help'");
            return Bad;
        }

        // Ctrl-C asks the command for its best answer so far; a second one ends the process.
        using var cancel = new CancellationTokenSource();
        using var interrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = !cancel.IsCancellationRequested;
            cancel.Cancel();
        });
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, cancel.Token);
        }
        catch (IOException e) when (e.HResult == BrokenPipe || e.Message.Contains("Broken pipe", StringComparison.Ordinal))
        {
            return Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Complain(e.Message);
            return Bad;
        }
    }

    /// <summary>One line on standard error.</summary>
    public static void Complain(string message) => Console.Error.WriteLine($"restow: {message.ReplaceLineEndings(" ")}");

    private const int BrokenPipe = unchecked((int)0x80131620);

    private static Stack<string> Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
            names.Push(result.Command is RootCommand ? "restow" : result.Command.Name);
        return names;
    }
}
