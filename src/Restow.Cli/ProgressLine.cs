using System.Globalization;
using Restow.Packing;

namespace Restow.Cli;

/// <summary>One line of progress on standard error, on a terminal only.</summary>
internal sealed class ProgressLine : IProgress<PackingProgress>, IDisposable
{
    private readonly Lock gate = new();
    private readonly bool visible = !Console.IsErrorRedirected;
    private bool written;

    public void Report(PackingProgress value)
    {
        if (!visible)
            return;
        lock (gate)
        {
            written = true;
            string bound = value.Bound is { } b ? string.Create(CultureInfo.InvariantCulture, $", at most {b:F0}") : "";
            Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r\u001b[K{value.Elapsed.TotalSeconds:F1} s  {value.Phase}: {value.Placed} of {value.Pods} pods placed{bound}"));
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (written)
                Console.Error.Write("\r\u001b[K");
            written = false;
        }
    }
}
