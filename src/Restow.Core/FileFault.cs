namespace Restow.Core;

/// <summary>The faults of files that cannot be read.</summary>
public static class FileFault
{
    /// <summary>The fault of a name without letters.</summary>
    public static Fault Unnamed { get; } = new("file", "", "its name is empty", "name a file");

    /// <summary>Whether an exception comes from the file or the path, and not from a mistake of the program.</summary>
    public static bool Covers(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>Why a file could not be read.</summary>
    /// <param name="path">The file, as its user named it.</param>
    /// <param name="exception">What reading it threw.</param>
    public static Fault Of(string path, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            FileNotFoundException or DirectoryNotFoundException => new Fault(path, "", "there is no such file", "check the path"),
            ArgumentException when string.IsNullOrWhiteSpace(path) => Unnamed,
            UnauthorizedAccessException when Directory.Exists(path) => new Fault(path, "", "it is a folder", "name a file in it"),
            _ => new Fault(path, "", $"it cannot be read: {exception.Message.TrimEnd('.')}", "check the path and its permissions"),
        };
    }
}
