using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Restow.Cli.Arguments;

/// <summary>Lists of things with weights: <c>16,64:2</c>; an item without a weight has 1.</summary>
internal static class Mixes
{
    /// <summary>An option that takes such a list.</summary>
    /// <param name="example">For the message: <c>16,64:2</c>.</param>
    /// <param name="read">Reads an item without its weight; <c>null</c> where it is none.</param>
    public static Option<IReadOnlyList<(T Item, double Weight)>?> Option<T>(string name, string description, string example, Func<string, T?> read)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = example,
            CustomParser = argument => Parse(argument, name, example, read),
        };

    /// <summary>A whole number from 1 to <paramref name="most"/>.</summary>
    public static int? Whole(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1 && value <= most ? value : null;

    private static List<(T, double)>? Parse<T>(ArgumentResult argument, string name, string example, Func<string, T?> read)
        where T : struct
    {
        string text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        var items = new List<(T, double)>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] pair = part.Split(':');
            double weight = 1;
            bool isWeighted = pair.Length == 1
                || (pair.Length == 2 && double.TryParse(pair[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out weight) && weight is > 0 and <= 1e9);
            if (isWeighted && read(pair[0]) is { } item)
            {
                items.Add((item, weight));
                continue;
            }

            argument.AddError($"{name}: '{part}' is not an item of a list like {example}");
            return null;
        }

        return items;
    }
}
