using System.CommandLine;

namespace Restow.Cli.Tests;

/// <summary>Every option of every command, with values that nobody should give.</summary>
public class OptionTests
{
    private static readonly string[] Hostile = ["nonsense", "-1", "0", "1e999", "NaN", "", " ", "99999999999999999999999", "-99999999999999999999999", "1,2,,3", ":", "a:b:c", "ß½∞", "--"];

    public static TheoryData<string> EveryCommand => [.. Below(CommandLine.Root(), "restow").Select(c => c.Path)];

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void Parse_HostileValue_IsAnErrorOrAValue(string path)
    {
        RootCommand root = CommandLine.Root();
        System.CommandLine.Command command = Below(root, "restow").Single(c => c.Path == path).Command;
        string[] verbs = path.Split(' ')[1..];
        foreach (Option option in command.Options)
        {
            foreach (string value in Hostile)
            {
                ParseResult parsed = root.Parse([.. verbs, option.Name, value]);
                if (parsed.Errors.Count > 0)
                    Assert.All(parsed.Errors, e => Assert.NotEmpty(e.Message));
                else
                    Assert.All(command.Options, o => Read(parsed, o));
            }
        }
    }

    // Throws when an option has no error and yet no value.
    private static void Read(ParseResult parsed, Option option)
    {
        if (parsed.GetResult(option) is { } result)
            result.GetValueOrDefault<object>();
    }

    private static IEnumerable<(string Path, System.CommandLine.Command Command)> Below(System.CommandLine.Command command, string path) =>
        command.Subcommands.SelectMany(c => Below(c, $"{path} {c.Name}")).Append((path, command));
}
