using System.CommandLine;
using Restow.Cli.Arguments;
using Restow.Cli.Output;

namespace Restow.Cli.Commands;

/// <summary>The options on where an answer goes, the same for every capability.</summary>
/// <param name="picture">What <c>--chart</c> draws.</param>
internal sealed class PlanOutputOptions(string picture = "Draw the plan into this file.")
{
    private readonly Option<PlanFormat?> format = Choices.Option("--format", "Text for people, or one JSON document.", ("text", PlanFormat.Text), ("json", PlanFormat.Json));

    private readonly Option<string?> output = new("--output", "-o") { Description = "Write to this file instead of standard output; whole or not at all.", HelpName = "FILE" };

    private readonly Option<string?> chart = new("--chart") { Description = picture, HelpName = "FILE.png|svg" };

    public void AddTo(Command command)
    {
        chart.Validators.Add(result =>
        {
            string file = result.GetValueOrDefault<string?>() ?? "";
            if (!file.EndsWith(".png", StringComparison.OrdinalIgnoreCase) && !file.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
                result.AddError($"--chart: '{file}' ends neither in .png nor in .svg");
        });
        command.Add(chart);
        command.Add(format);
        command.Add(output);
    }

    public PlanOutput From(ParseResult parsed) => new(parsed.GetValue(format) ?? PlanFormat.Text, parsed.GetValue(output), parsed.GetValue(chart));
}
