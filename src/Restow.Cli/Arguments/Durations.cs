using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Restow.Cli.Arguments;

/// <summary>Durations as people type them: <c>1</c> (seconds), <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>.</summary>
internal static class Durations
{
    // A year is longer than any search and any pod's age that matters, and far from overflow.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    public static Option<TimeSpan?> Option(string name, string description, bool mayBeZero = false) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = argument => Parse(argument, name, mayBeZero),
    };

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        (string number, double seconds) = (text, 1);
        foreach ((string suffix, double factor) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                continue;
            (number, seconds) = (text[..^suffix.Length], factor);
            break;
        }

        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) || !(value * seconds <= Longest.TotalSeconds))
            return false;
        duration = TimeSpan.FromSeconds(value * seconds);
        return true;
    }

    private static TimeSpan? Parse(ArgumentResult argument, string name, bool mayBeZero)
    {
        string text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (TryParse(text, out TimeSpan duration) && (mayBeZero || duration >= TimeSpan.FromMilliseconds(1)))
            return duration;
        argument.AddError($"{name}: '{text}' is not a duration; write 1, 500ms, 10s, 5m or 2h");
        return null;
    }
}
