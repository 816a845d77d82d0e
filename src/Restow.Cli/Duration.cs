using System.CommandLine.Parsing;
using System.Globalization;

namespace Restow.Cli;

/// <summary>Durations as people write them: <c>1</c> (seconds), <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c>.</summary>
internal static class Duration
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400), ("", 1)];

    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        foreach ((string suffix, double seconds) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal))
                continue;
            if (!double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount))
                return false;
            if (!double.IsFinite(amount) || amount * seconds > TimeSpan.FromDays(3650).TotalSeconds)
                return false;
            value = TimeSpan.FromSeconds(amount * seconds);
            return true;
        }

        return false;
    }

    /// <summary>For an option's parser.</summary>
    public static TimeSpan Parse(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (!TryParse(text, out TimeSpan value))
            result.AddError($"'{text}' is not a duration; write seconds or a unit, such as 1, 500ms, 10s, 5m");
        return value;
    }
}
