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
        string command = string.Join(' ', Path(parsed.CommandResult));
        return Report($"{Problem(parsed, command)}; see {command} --help");
    }

    /// <summary>A remark on the input that does not keep it from being planned.</summary>
    public static void Warn(string remark) => Report(remark);

    // The library names types of the runtime, and asks for a command when it does not know the one that is there.
    private static string Problem(ParseResult parsed, string command)
    {
        ParseError error = parsed.Errors[0];
        if (error.SymbolResult is CommandResult { Command.Subcommands.Count: > 0 } && parsed.UnmatchedTokens is [{ } unknown, ..])
            return $"'{unknown}' is no command of {command}";
        if (error.SymbolResult is OptionResult { Tokens: [{ Value: { } text }, ..], Option: { } option } && NumberOf(option.ValueType) is { } number && error.Message.StartsWith("Cannot parse", StringComparison.Ordinal))
            return $"{option.Name}: '{text}' is not {number}";
        return error.Message.Trim().TrimEnd('.');
    }

    private static string? NumberOf(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Int32 => $"a whole number of at most {int.MaxValue:N0}",
        TypeCode.Int64 => "a whole number",
        TypeCode.UInt32 => $"a whole number from 0 to {uint.MaxValue:N0}",
        TypeCode.UInt64 => "a whole number of 0 or more",
        TypeCode.Double => "a number",
        _ => null,
    };

    private static IEnumerable<string> Path(CommandResult result)
    {
        IEnumerable<string> parents = result.Parent is CommandResult parent ? Path(parent) : [];
        return parents.Append(result.Command is RootCommand ? "restow" : result.Command.Name);
    }
}
