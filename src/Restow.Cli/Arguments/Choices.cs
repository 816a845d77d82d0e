using System.CommandLine;
using System.CommandLine.Parsing;

namespace Restow.Cli.Arguments;

/// <summary>Options with a few named values, and whole numbers with a least value.</summary>
internal static class Choices
{
    /// <summary>An option that takes one of <paramref name="values"/>, the first of which is what its absence stands for.</summary>
    public static Option<T?> Option<T>(string name, string description, params (string Word, T Value)[] values)
        where T : struct => WithoutDefault(name, $"{description} [default: {values[0].Word}]", values);

    /// <summary>An option that takes one of <paramref name="values"/>; its absence stands for none of them.</summary>
    public static Option<T?> WithoutDefault<T>(string name, string description, params (string Word, T Value)[] values)
        where T : struct
    {
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = string.Join('|', values.Select(v => v.Word)),
            CustomParser = argument => Parse(argument, name, values),
        };
        option.CompletionSources.Add([.. values.Select(v => v.Word)]);
        return option;
    }

    public static Option<T> AtLeast<T>(Option<T> option, long least)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && long.TryParse(result.Tokens[0].Value, out long value) && value < least)
                result.AddError($"{option.Name}: {value} is less than {least}");
        });
        return option;
    }

    /// <summary>Refuses what is not a number above zero.</summary>
    public static Option<double> Positive(Option<double> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, out double value) && !(value > 0 && double.IsFinite(value)))
                result.AddError($"{option.Name}: {result.Tokens[0].Value} is not a positive number");
        });
        return option;
    }

    /// <summary>Refuses what is not a share from 0 to 1.</summary>
    public static Option<double> Share(Option<double> option) => Between(option, 0, 1);

    /// <summary>Refuses what is not a number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static Option<T> Between<T>(Option<T> option, double low, double high)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, out double value) && !(value >= low && value <= high))
                result.AddError($"{option.Name}: {result.Tokens[0].Value} is not a number from {low:0.########} to {high:0.########}");
        });
        return option;
    }

    private static T? Parse<T>(ArgumentResult argument, string name, (string Word, T Value)[] values)
        where T : struct
    {
        string text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        foreach ((string word, T value) in values)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        argument.AddError($"{name}: '{text}' is none of {string.Join(", ", values.Select(v => v.Word))}");
        return null;
    }
}
