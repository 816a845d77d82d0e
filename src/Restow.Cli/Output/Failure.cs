using System.CommandLine;
using System.CommandLine.Parsing;
using Restow.Core;

namespace Restow.Cli.Output;

/// <summary>Failures: one line on standard error, and the exit code for it.</summary>
internal static class Failure
{
    public static int Report(Fault fault) => Report(fault.ToString());

    public static int Report(string problem)
    {
        string line = new([.. problem.Select(c => char.IsControl(c) ? ' ' : c)]);
        Console.Error.WriteLine($"restow: {line.Trim()}");
        return ExitCode.Bad;
    }

    public static int Usage(ParseResult parsed)
    {
        ParseError error = parsed.Errors[0];
        string command = string.Join(' ', Path(parsed.CommandResult));
        return Report($"{error.Message.Trim().TrimEnd('.')}; see {command} --help");
    }

    /// <summary>A remark on the input that does not keep it from being planned.</summary>
    public static void Warn(string remark) => Report(remark);

    private static IEnumerable<string> Path(CommandResult result)
    {
        IEnumerable<string> parents = result.Parent is CommandResult parent ? Path(parent) : [];
        return parents.Append(result.Command is RootCommand ? "restow" : result.Command.Name);
    }
}
