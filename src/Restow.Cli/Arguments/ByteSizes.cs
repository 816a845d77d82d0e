using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Restow.Cli.Arguments;

/// <summary>Amounts of memory as people type them: <c>1048576</c> (bytes), <c>512MiB</c>, <c>500GiB</c>, <c>2TB</c>.</summary>
internal static class ByteSizes
{
    private static readonly (string Suffix, double Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1),
    ];

    public static Option<long?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SIZE",
        CustomParser = argument => Parse(argument, name),
    };

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        (string number, double factor) = (text, 1);
        foreach ((string suffix, double size) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                continue;
            (number, factor) = (text[..^suffix.Length].TrimEnd(), size);
            break;
        }

        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) || !(value * factor <= long.MaxValue / 4))
            return false;
        bytes = (long)(value * factor);
        return true;
    }

    private static long? Parse(ArgumentResult argument, string name)
    {
        string text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (TryParse(text, out long bytes))
            return bytes;
        argument.AddError($"{name}: '{text}' is not a size; write 512MiB, 500GiB or 2TB");
        return null;
    }
}
