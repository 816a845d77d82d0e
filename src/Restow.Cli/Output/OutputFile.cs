using Restow.Core;

namespace Restow.Cli.Output;

/// <summary>Files that are either written whole or left as they were: a temporary file beside the target, then a rename.</summary>
internal static class OutputFile
{
    /// <summary>Whether the file can be written at all, before hours of work are spent on its content.</summary>
    public static Fault? Check(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            return FileFault.Unnamed;
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (Directory.Exists(path))
            return new Fault(path, "", "is a folder", "name a file");
        return folder is null || !Directory.Exists(folder) ? new Fault(path, "", "its folder does not exist", "create the folder first") : null;
    }

    public static Fault? Write(string path, Action<Stream> write)
    {
        string target = Path.GetFullPath(path);
        string? temporary = null;
        try
        {
            if (File.Exists(target) && !IsDevice(target) && File.ResolveLinkTarget(target, returnFinalTarget: true) is { } final)
                target = final.FullName;
            if (IsDevice(target))
            {
                using var device = new FileStream(target, FileMode.Open, FileAccess.Write);
                write(device);
                return null;
            }

            temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Environment.ProcessId}.tmp");
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
                write(file);
            File.Move(temporary, target, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Discard(temporary);
            return new Fault(path, "", $"cannot be written ({e.Message.TrimEnd('.')})", "choose another file");
        }
    }

    // A device or a shell's pipe must be written to, not replaced.
    private static bool IsDevice(string path) =>
        path.StartsWith("/proc/", StringComparison.Ordinal)
        || (path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal));

    private static void Discard(string? temporary)
    {
        try
        {
            if (temporary is not null)
                File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The fault that is about to be reported matters more.
        }
    }
}
