using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Restow.Core;

namespace Restow.Networks.Storage;

/// <summary>
/// Reads and writes the safetensors format (huggingface/safetensors, format description in its README) as far as F32 goes: 8 bytes of header length, little-endian; a JSON header that
/// gives each tensor's dtype, shape and range of bytes; the bytes. The ranges must cover the bytes without gap or overlap.
/// </summary>
public static class Safetensors
{
    private const int LongestHeader = 100_000_000;
    private const string MetadataKey = "__metadata__";

    /// <summary>The tensors of a file, or what is wrong with it.</summary>
    public static Result<TensorFile> ReadFile(string path)
    {
        try
        {
            return Read(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (FileFault.Covers(e))
        {
            return FileFault.Of(path, e);
        }
    }

    /// <summary>The tensors in a file's bytes.</summary>
    public static Result<TensorFile> Read(ReadOnlySpan<byte> bytes, string source)
    {
        if (bytes.Length < 8)
            return Broken(source, "", "it is shorter than a header");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length > LongestHeader || length > (ulong)bytes.Length - 8)
            return Broken(source, "", $"its header would have {length} bytes");
        try
        {
            using JsonDocument header = JsonDocument.Parse(bytes.Slice(8, (int)length).ToArray());
            return Read(header.RootElement, bytes[(8 + (int)length)..], source);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A text that is not UTF-8, or half a surrogate pair, is found only when it is read, and is an InvalidOperationException then.
            return Broken(source, "header", $"it is not valid JSON: {e.Message}");
        }
    }

    /// <summary>The bytes of a file. The order is the names', so that equal content gives equal bytes.</summary>
    public static byte[] Write(TensorFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        (string Name, StoredTensor Tensor)[] tensors = [.. file.Tensors.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key, t.Value))];
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataKey);
            foreach ((string key, string value) in file.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();
            long offset = 0;
            foreach ((string name, StoredTensor tensor) in tensors)
            {
                ArgumentOutOfRangeException.ThrowIfNotEqual(tensor.Values.Length, tensor.Shape.Aggregate(1L, (x, y) => x * y), name);
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (long dimension in tensor.Shape)
                    json.WriteNumberValue(dimension);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += 4L * tensor.Values.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // The data starts at a multiple of 8: the header is padded with spaces.
        while (header.Length % 8 != 0)
            header.WriteByte((byte)' ');
        using var result = new MemoryStream();
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        result.Write(length);
        header.WriteTo(result);
        foreach ((_, StoredTensor tensor) in tensors)
            WriteValues(result, tensor.Values);
        return result.ToArray();
    }

    private static Result<TensorFile> Read(JsonElement header, ReadOnlySpan<byte> data, string source)
    {
        if (header.ValueKind != JsonValueKind.Object)
            return Broken(source, "header", "it is not an object");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var ranges = new List<(long Begin, long End)>();
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        foreach (JsonProperty entry in header.EnumerateObject())
        {
            if (entry.Name == MetadataKey)
            {
                if (entry.Value.ValueKind != JsonValueKind.Object || entry.Value.EnumerateObject().Any(m => m.Value.ValueKind != JsonValueKind.String))
                    return Broken(source, MetadataKey, "it is not a map of texts");
                foreach (JsonProperty remark in entry.Value.EnumerateObject())
                    metadata[remark.Name] = remark.Value.GetString()!;
                continue;
            }

            if (!TensorHeader.Parse(entry.Value, entry.Name, source).TryGet(out TensorHeader? tensor, out Fault? fault))
                return fault;
            if (tensor.End > data.Length)
                return Broken(source, entry.Name, "its values lie beyond the end of the file");
            ranges.Add((tensor.Begin, tensor.End));
            float[] values = new float[(tensor.End - tensor.Begin) / 4];
            ReadValues(data[(int)tensor.Begin..(int)tensor.End], values);
            if (!tensors.TryAdd(entry.Name, new StoredTensor(tensor.Shape, values)))
                return Broken(source, entry.Name, "it is there twice");
        }

        long covered = 0;
        foreach ((long begin, long end) in ranges.Order())
        {
            if (begin != covered)
                return Broken(source, "header", "the tensors overlap or leave gaps");
            covered = end;
        }

        return covered == data.Length
            ? new TensorFile { SourceName = source, Metadata = metadata, Tensors = tensors }
            : Broken(source, "header", "the tensors do not cover the data");
    }

    private static void ReadValues(ReadOnlySpan<byte> bytes, float[] values)
    {
        if (BitConverter.IsLittleEndian)
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
            return;
        }

        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
    }

    private static void WriteValues(MemoryStream stream, float[] values)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (float value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            stream.Write(bytes);
        }
    }

    private static Fault Broken(string source, string subject, string problem) => new(source, subject, problem, "write the file again, or get another copy of it");
}
