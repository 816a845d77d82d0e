namespace Restow.Cli.Output;

/// <summary>One line on standard error that follows the search, on a terminal only.</summary>
/// <typeparam name="T">What a capability's search tells.</typeparam>
internal sealed class SearchProgress<T> : IProgress<T>, IDisposable
{
    private readonly Func<T, string> line;
    private readonly Lock gate = new();
    private long lastShown;
    private int width;

    private SearchProgress(Func<T, string> line) => this.line = line;

    /// <summary>The line, or nothing where nobody watches.</summary>
    public static SearchProgress<T>? OnTerminal(Func<T, string> line) => Console.IsErrorRedirected ? null : new SearchProgress<T>(line);

    public void Report(T value)
    {
        lock (gate)
        {
            if (width > 0 && Environment.TickCount64 - lastShown < 100)
                return;
            lastShown = Environment.TickCount64;
            Show(line(value));
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (width > 0)
                Console.Error.Write('\r' + new string(' ', width) + '\r');
            width = 0;
        }
    }

    private void Show(string text)
    {
        string shown = text.Length > 78 ? text[..78] : text;
        Console.Error.Write('\r' + shown.PadRight(width));
        width = Math.Max(width, shown.Length);
    }
}
