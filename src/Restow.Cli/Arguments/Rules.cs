using System.CommandLine;
using System.CommandLine.Parsing;

namespace Restow.Cli.Arguments;

/// <summary>Rules about several options of a command.</summary>
internal static class Rules
{
    /// <summary>Checks a rule when each option could be read; one that could not is refused for that alone.</summary>
    public static void Add(Command command, Action<CommandResult> rule) => command.Validators.Add(result =>
    {
        try
        {
            rule(result);
        }
        catch (InvalidOperationException) when (result.Children.Any(option => option.Errors.Any()))
        {
            // What the library throws for the value of an option that could not be read.
        }
    });
}
