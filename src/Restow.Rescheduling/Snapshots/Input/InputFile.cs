using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Restow.Core;

namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>The bytes of a file or of standard input, and what may go wrong with them.</summary>
internal static class InputFile
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    public static string NameOf(string path) => path == StandardInput ? "standard input" : path;

    public static Result<byte[]> Read(string path)
    {
        try
        {
            if (path != StandardInput)
                return File.ReadAllBytes(path);
            using var bytes = new MemoryStream();
            using Stream input = Console.OpenStandardInput();
            input.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (Exception e) when (FileFault.Covers(e))
        {
            return FileFault.Of(NameOf(path), e);
        }
    }

    /// <summary>Without a byte order mark.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    /// <summary>The fault of a document that is not JSON, or not of the type that is wanted there.</summary>
    public static Fault NotJson(string source, JsonException e)
    {
        string where = e.LineNumber is { } line ? $"line {line + 1}" : "";
        string path = e.Path is { Length: > 1 } p && p.StartsWith("$.", StringComparison.Ordinal) ? p[2..] : "";
        return e.InnerException is null or JsonException
            ? new Fault(source, where, "it is not valid JSON", "export it again; it may be cut off")
            : new Fault(source, path.Length > 0 ? path : where, "it is not of the type that belongs there", "compare it with the format's description");
    }

    /// <summary>Runs a reader of JSON; what is wrong with the text becomes a fault.</summary>
    public static bool TryParse<T>(string source, Func<T?> parse, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Fault? fault)
        where T : class
    {
        value = null;
        fault = null;
        try
        {
            value = parse();
        }
        catch (JsonException e)
        {
            fault = NotJson(source, e);
        }

        if (value is null)
            fault ??= new Fault(source, "", "it holds nothing", "export it again");
        return fault is null;
    }
}
