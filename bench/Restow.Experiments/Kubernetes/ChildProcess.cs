using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Restow.Experiments.Kubernetes;

/// <summary>Programs that an experiment starts, and what they use.</summary>
internal static class ChildProcess
{
    // USER_HZ, in which the kernel tells processor time; 100 on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Starts a program with what it says in a file; through a shell, because a pipe would be inherited by the daemons that a script leaves running.</summary>
    public static Process Start(string program, string[] arguments, string file)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("file=$1; shift; exec \"$@\" >\"$file\" 2>&1 </dev/null");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(file);
        start.ArgumentList.Add(program);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{program} cannot be started: {e.Message}", e);
        }
    }

    /// <summary>Processor time of a process since its start, from <c>/proc/PID/stat</c>.</summary>
    public static TimeSpan ProcessorTime(int process)
    {
        // The name, in parentheses, may hold anything.
        string text = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    /// <summary>A field of <c>/proc/PID/status</c> in MiB, such as <c>VmRSS</c> or <c>VmHWM</c>.</summary>
    public static double Mebibytes(int process, string field)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(field + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }
}
