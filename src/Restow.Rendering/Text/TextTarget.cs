using Spectre.Console;

namespace Restow.Rendering.Text;

/// <summary>Where text goes, and how wide and colourful it may be.</summary>
public sealed class TextTarget
{
    /// <summary>Characters in a line where nobody watches.</summary>
    public const int PlainWidth = 120;

    private readonly TextWriter output;

    private TextTarget(TextWriter output, bool isTerminal)
    {
        this.output = output;
        IsTerminal = isTerminal;
    }

    internal bool IsTerminal { get; }

    /// <summary>Plain text: no colours, no escape sequences, no trailing blanks.</summary>
    public static TextTarget Plain(TextWriter output) => new(output, false);

    /// <summary>A terminal, with the colours it has.</summary>
    public static TextTarget Terminal(TextWriter output) => new(output, true);

    internal void Write(Action<IAnsiConsole> write)
    {
        if (IsTerminal)
        {
            write(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }));
            return;
        }

        var text = new StringWriter { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = PlainWidth;
        console.Profile.Capabilities.Unicode = true;
        write(console);
        foreach (ReadOnlySpan<char> line in text.ToString().AsSpan().TrimEnd().EnumerateLines())
        {
            output.Write(line.TrimEnd());
            output.Write('\n');
        }
    }
}
