using System.Text;
using System.Text.Json;

using Restow.Packing.Snapshots.Api;

using YamlDotNet.Core;
using YamlDotNet.Core.Events;

using Scalar = YamlDotNet.Core.Events.Scalar;

namespace Restow.Packing.Snapshots.Input;

/// <summary>YAML documents as a stream of JSON documents, converted as they are read.</summary>
/// <remarks>
/// Keeps the bytes of a few events at a time, so a list of any length passes through. Anchors are kept and aliases are
/// replayed up to a limit: a few lines of aliases must not become gigabytes. Malformed input ends in a
/// <see cref="YamlException"/>.
/// </remarks>
internal sealed class YamlJsonStream : ForwardStream
{
    private const int ChunkBytes = 1 << 16;

    private readonly YamlEvents events;
    private readonly Stack<bool> isMapping = new();
    private readonly MemoryStream pending = new();
    private readonly Utf8JsonWriter writer;
    private bool atKey;
    private bool ended;

    public YamlJsonStream(Stream yaml)
    {
        events = new YamlEvents(new StreamReader(yaml, new UTF8Encoding(false, throwOnInvalidBytes: true)));
        writer = new Utf8JsonWriter(pending, new JsonWriterOptions { SkipValidation = true, MaxDepth = ApiJson.Depth });
    }

    public override int Read(Span<byte> buffer)
    {
        if (pending.Position == pending.Length && !ended)
            Convert();
        return pending.Read(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            writer.Dispose();
            pending.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Convert()
    {
        pending.SetLength(0);
        while (pending.Length + writer.BytesPending < ChunkBytes)
        {
            if (!events.TryNext(out ParsingEvent? item))
            {
                ended = true;
                break;
            }

            Write(item);
        }

        writer.Flush();
        pending.Position = 0;
    }

    private void Write(ParsingEvent item)
    {
        switch (item)
        {
            case Scalar { Value: "<<", IsKey: true, Style: ScalarStyle.Plain } when atKey:
                throw new YamlException(item.Start, item.End, "merge keys are not supported; write the fields out");
            case Scalar scalar when atKey:
                writer.WritePropertyName(scalar.Value);
                atKey = false;
                return;
            case MappingStart or SequenceStart when atKey:
                throw new YamlException(item.Start, item.End, "a mapping's key is not a scalar");
            case MappingStart or SequenceStart:
                if (isMapping.Count >= ApiJson.Depth)
                    throw new YamlException(item.Start, item.End, $"nested deeper than {ApiJson.Depth} levels");
                isMapping.Push(item is MappingStart);
                if (item is MappingStart)
                    writer.WriteStartObject();
                else
                    writer.WriteStartArray();
                atKey = item is MappingStart;
                return;
            case MappingEnd:
                writer.WriteEndObject();
                isMapping.Pop();
                break;
            case SequenceEnd:
                writer.WriteEndArray();
                isMapping.Pop();
                break;
            case Scalar scalar:
                // An empty document between two separators is nothing.
                if (isMapping.Count == 0 && YamlScalars.IsNull(scalar))
                    return;
                YamlScalars.Write(scalar, writer);
                break;
            case DocumentEnd:
                EndDocument();
                return;
            default:
                return;
        }

        atKey = isMapping.TryPeek(out bool mapping) && mapping;
    }

    private void EndDocument()
    {
        writer.Flush();
        pending.WriteByte((byte)'\n');
        writer.Reset(pending);
    }
}
