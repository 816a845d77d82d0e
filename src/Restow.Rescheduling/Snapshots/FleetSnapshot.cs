using System.Text.Json;
using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots.Input;

namespace Restow.Rescheduling.Snapshots;

/// <summary>The forms in which a fleet is read.</summary>
public enum SnapshotForm
{
    /// <summary>The JSON form of the VM2RL data sets.</summary>
    Json,

    /// <summary>Two CSV files.</summary>
    Csv,

    /// <summary>What the OpenStack client prints.</summary>
    OpenStack,

    /// <summary>What Proxmox VE prints.</summary>
    Proxmox,
}

/// <summary>How a snapshot is read.</summary>
public sealed record SnapshotReading
{
    /// <summary>Its form. Default: told by its content.</summary>
    public SnapshotForm? Form { get; init; }

    /// <summary>Whether inconsistencies are repaired with a warning instead of being a fault. Default: no.</summary>
    public bool Repair { get; init; }

    /// <summary>For the forms that name physical cores (OpenStack, Proxmox): how many virtual cores each counts for. Default 1: no overcommitment.</summary>
    public double CoresPerCpu { get; init; } = 1;
}

/// <summary>Reads a fleet in any form.</summary>
public static class FleetSnapshot
{
    /// <summary>The fleet of the files, or what is wrong with them.</summary>
    /// <param name="files">One file; for CSV that of hosts and that of machines; for OpenStack one or more. <c>-</c> is standard input.</param>
    /// <param name="reading">How; the default when <c>null</c>.</param>
    public static Result<Fleet> Read(IReadOnlyList<string> files, SnapshotReading? reading = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentOutOfRangeException.ThrowIfZero(files.Count);
        reading ??= new SnapshotReading();
        var contents = new List<(string Source, byte[] Bytes)>();
        foreach (string file in files)
        {
            if (!InputFile.Read(file).TryGet(out byte[]? bytes, out Fault? fault))
                return fault;
            if (bytes.Length == 0)
                return new Fault(InputFile.NameOf(file), "", "it is empty", "export the fleet again");
            contents.Add((InputFile.NameOf(file), bytes));
        }

        SnapshotForm? form = reading.Form ?? Detect(contents[0].Bytes);
        string first = contents[0].Source;
        return form switch
        {
            SnapshotForm.Csv when contents.Count == 2 => FleetCsv.Read(contents[0], contents[1], reading.Repair),
            SnapshotForm.Csv => new Fault(first, "", $"CSV comes in two files, not {contents.Count}", "name the file of hosts, then that of machines"),
            SnapshotForm.OpenStack => OpenStackSnapshot.Read(contents, reading.CoresPerCpu, reading.Repair),
            _ when contents.Count > 1 => new Fault(contents[1].Source, "", "it is one file too many", "name one file; only CSV and OpenStack come in several"),
            SnapshotForm.Json => FleetJson.Read(contents[0].Bytes, first, reading.Repair),
            SnapshotForm.Proxmox => ProxmoxSnapshot.Read(contents[0].Bytes, first, reading.CoresPerCpu, reading.Repair),
            _ => new Fault(first, "", "it is in no form that is known", "name its form with --from, or see docs/vm.md"),
        };
    }

    /// <summary>The form, by the first object in the text; CSV when the text is not JSON at all.</summary>
    internal static SnapshotForm? Detect(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> text = InputFile.Text(bytes).TrimStart(" \t\r\n"u8);
        if (text.IsEmpty || text[0] is not ((byte)'{' or (byte)'['))
            return text.IndexOf((byte)',') > 0 && text[0] > ' ' ? SnapshotForm.Csv : null;
        var reader = new Utf8JsonReader(text, isFinalBlock: true, default);
        try
        {
            while (reader.Read() && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                if (reader.TokenType == JsonTokenType.StartObject && !IsEnvelope(ref reader))
                    return OfObject(text[(int)reader.TokenStartIndex..]);
            }
        }
        catch (JsonException)
        {
            // Cut off or damaged: the reader of the likeliest form says where.
            return text[0] == (byte)'{' ? SnapshotForm.Json : SnapshotForm.Proxmox;
        }

        return null;
    }

    /// <summary>Whether the object is <c>{"data": ...}</c>; the reader is then at its value.</summary>
    private static bool IsEnvelope(ref Utf8JsonReader reader)
    {
        Utf8JsonReader ahead = reader;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.PropertyName || !ahead.ValueTextEquals("data"u8))
            return false;
        reader = ahead;
        return true;
    }

    private static SnapshotForm? OfObject(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: true, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true }));
        reader.Read();
        Utf8JsonReader properties = reader;
        // The large form is told by a name; the others have small objects.
        while (properties.Read() && properties.TokenType == JsonTokenType.PropertyName)
        {
            if (properties.ValueTextEquals("cluster_list"u8))
                return SnapshotForm.Json;
            properties.Skip();
        }

        JsonElement item = JsonElement.ParseValue(ref reader);
        return OpenStackSnapshot.Knows(item) ? SnapshotForm.OpenStack : item.Has("type") && (item.Has("node") || item.Has("id")) ? SnapshotForm.Proxmox : null;
    }
}
