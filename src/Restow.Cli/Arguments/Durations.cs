using System.CommandLine;
using System.CommandLine.Parsing;
using Restow.Core;

namespace Restow.Cli.Arguments;

/// <summary>Durations as people type them: <c>1</c> (seconds), <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>.</summary>
internal static class Durations
{
    public static Option<TimeSpan?> Option(string name, string description, bool mayBeZero = false) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = argument => Parse(argument, name, mayBeZero),
    };

    private static TimeSpan? Parse(ArgumentResult argument, string name, bool mayBeZero)
    {
        string text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (DurationText.TryParse(text, out TimeSpan duration) && (mayBeZero || duration >= TimeSpan.FromMilliseconds(1)))
            return duration;
        argument.AddError($"{name}: '{text}' is not a duration; write 1, 500ms, 10s, 5m or 2h");
        return null;
    }
}
