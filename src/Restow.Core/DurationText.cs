using System.Globalization;

namespace Restow.Core;

/// <summary>Durations as people type them: <c>1</c> (seconds), <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>.</summary>
public static class DurationText
{
    // A year is longer than any search and any pod's age that matters, and far from overflow.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Reads a duration of up to a year, zero included.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
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
}
