using Restow.Packing;

namespace Restow.Cli.Output;

/// <summary>One line on standard error that follows the search, on a terminal only.</summary>
internal sealed class SearchProgress : IProgress<PackingProgress>, IDisposable
{
    private readonly Lock gate = new();
    private long lastShown;
    private int width;

    private SearchProgress()
    {
    }

    /// <summary>The line, or nothing where nobody watches.</summary>
    public static SearchProgress? OnTerminal() => Console.IsErrorRedirected ? null : new SearchProgress();

    public void Report(PackingProgress value)
    {
        lock (gate)
        {
            if (width > 0 && Environment.TickCount64 - lastShown < 100)
                return;
            lastShown = Environment.TickCount64;
            string bound = value.Bound is { } most ? $", at most {most:N0}" : "";
            Show($"{value.Phase}  {value.Elapsed.TotalSeconds:0.0} s  {value.Placed:N0} of {value.Pods:N0} pods placed{bound}");
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

    private void Show(string line)
    {
        string shown = line.Length > 78 ? line[..78] : line;
        Console.Error.Write('\r' + shown.PadRight(width));
        width = Math.Max(width, shown.Length);
    }
}
