using System.Text;
using System.Text.Json;

using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Snapshots.Conversion;
using Restow.Packing.Snapshots.Input;

using YamlDotNet.Core;

namespace Restow.Packing.Snapshots;

/// <summary>Reads a cluster from what kubectl prints.</summary>
/// <remarks>
/// <para>
/// The input is that of <c>kubectl get nodes,pods,pdb,priorityclasses,pv,pvc,storageclasses,csinodes,replicasets,namespaces -A -o json</c>,
/// or <c>-o yaml</c>: a <c>v1 List</c>, a typed list such as PodList, a single object, or several such documents one after the
/// other, with or without <c>---</c> between them. UTF-8, with or without a byte order mark. Kinds that do not bear on
/// placement are skipped and mentioned in <see cref="Cluster.Warnings"/>.
/// </para>
/// <para>
/// Whatever the bytes are, the answer is a cluster or a <see cref="Fault"/> that names the file, the object and the remedy. JSON
/// is streamed: memory holds the objects, not the file.
/// </para>
/// </remarks>
public static class KubernetesSnapshot
{
    private const string ExportAgain = "export it again: kubectl get nodes,pods,pdb,priorityclasses,pv,pvc,storageclasses,csinodes,replicasets,namespaces -A -o json";

    /// <summary>Reads a file; <c>-</c> is standard input.</summary>
    public static Result<Cluster> ReadFile(string path)
    {
        try
        {
            if (path == "-")
            {
                using Stream input = Console.OpenStandardInput();
                return Read(input, "standard input");
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
            return Read(file, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Fault(path, "", "there is no such file", "check the path, or write the file with kubectl get ... -o json");
        }
        catch (Exception e) when (FileFault.Covers(e))
        {
            return FileFault.Of(path, e);
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">JSON or YAML. It is not closed.</param>
    /// <param name="sourceName">What messages call it.</param>
    public static Result<Cluster> Read(Stream stream, string sourceName)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var findings = new Findings(sourceName);
        var objects = new ApiObjects(findings);
        try
        {
            ReadDocuments(stream, objects, findings);
        }
        catch (JsonException e)
        {
            findings.Report("", Describe(e), ExportAgain);
        }
        catch (YamlException e)
        {
            findings.Report("", $"it is not valid YAML at line {e.Start.Line}: {e.Message}", ExportAgain);
        }
        catch (Exception e) when (e is DecoderFallbackException or InvalidOperationException { Source: "System.Text.Json.Rethrowable" })
        {
            findings.Report("", "it is not UTF-8", "save it as UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileFault.Of(sourceName, e);
        }

        if (findings.Fault is { } fault)
            return fault;
        return new ClusterBuilder(objects, findings).Build(sourceName) is { } cluster ? cluster : findings.Fault!;
    }

    private static void ReadDocuments(Stream stream, ApiObjects objects, Findings findings)
    {
        Span<byte> mark = stackalloc byte[3];
        int length = stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        if (length >= 2 && mark[..2] is [0xFF, 0xFE] or [0xFE, 0xFF])
        {
            findings.Report("", "it is UTF-16", "save it as UTF-8; in PowerShell: kubectl ... | Out-File -Encoding utf8 FILE");
            return;
        }

        bool marked = length == 3 && mark is [0xEF, 0xBB, 0xBF];
        using Stream all = new JoinedStream(marked ? default : mark[..length].ToArray(), stream);
        using var json = new DocumentReader(all, objects);
        Stream? rest = json.ReadAll();
        if (objects.Failed)
            return;
        if (rest is null)
        {
            if (json.Documents == 0)
                findings.Report("", "it is empty", ExportAgain);
            return;
        }

        using var yaml = new DocumentReader(new YamlJsonStream(rest), objects);
        if (yaml.ReadAll() is not null && !objects.Failed)
            findings.Report("", "a document in it is not an object", ExportAgain);
        else if (json.Documents + yaml.Documents == 0 && !objects.Failed)
            findings.Report("", "it is empty", ExportAgain);
    }

    private static string Describe(JsonException e)
    {
        // The reader's own messages end in a position counted in bytes; people count lines from one.
        string message = e.Message;
        int cut = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (cut >= 0)
            message = message[..cut].TrimEnd('.', ' ');
        return e.LineNumber is { } line ? $"it is not valid JSON at line {line + 1}: {message}" : message;
    }
}
