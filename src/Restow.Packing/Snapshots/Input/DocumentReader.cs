using System.Buffers;
using System.Text.Json;

using Restow.Packing.Snapshots.Api;

namespace Restow.Packing.Snapshots.Input;

/// <summary>
/// Reads a stream of JSON documents, lists or single objects, one item at a time: what is in memory is one item, not the file.
/// </summary>
/// <remarks>
/// An item's bytes are collected whole, its <c>kind</c> picked up on the way wherever it stands, and handed on. When a step
/// runs out of bytes it starts again from the last item's end with more of them. Malformed input ends in a
/// <see cref="JsonException"/>.
/// </remarks>
internal sealed class DocumentReader(Stream stream, ApiObjects objects) : IDisposable
{
    /// <summary>etcd refuses objects of more than 1.5 MB; this is generous, and a bound on memory.</summary>
    private const int LargestItem = 64 << 20;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = ApiJson.Depth, CommentHandling = JsonCommentHandling.Disallow };

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
    private int kept;
    private int next;
    private int end;
    private bool ended;
    private JsonReaderState state = new(Options);

    /// <summary>How many documents began.</summary>
    public int Documents { get; private set; }

    /// <summary>Reads documents up to the end of the stream, or up to one that is not JSON.</summary>
    /// <returns>The rest of the stream, from a document that is not an object; <c>null</c> at the end.</returns>
    public Stream? ReadAll()
    {
        while (SkipToDocument())
        {
            if (buffer[next] != (byte)'{')
                return new JoinedStream(buffer.AsMemory(next, end - next), stream);
            Documents++;
            ReadDocument();
            if (objects.Failed)
                return null;
        }

        return null;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    /// <summary>Skips white space and the separators <c>---</c> and <c>...</c>.</summary>
    private bool SkipToDocument()
    {
        while (true)
        {
            while (next < end && buffer[next] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                next++;
            kept = next;
            if (end - next < 3 && !ended)
            {
                Refill();
                continue;
            }

            ReadOnlySpan<byte> left = buffer.AsSpan(next, end - next);
            if (Documents > 0 && (left.StartsWith("---"u8) || left.StartsWith("..."u8)))
                next += 3;
            else
                return left.Length > 0;
        }
    }

    private void ReadDocument()
    {
        state = new JsonReaderState(Options);
        kept = next;
        var document = new DocumentHead();
        bool isList = false;
        Step(static (ref reader, _) => reader.Read(), document);
        while (true)
        {
            document.Reset();
            Step(TryProperty, document);
            if (document.AtEnd)
                break;
            if (!document.AtItems)
                continue;
            isList = true;
            ReadItems(document);
            if (objects.Failed)
                return;
        }

        if (isList)
            objects.EndList(document.Kind);
        else
            objects.Add(document.Kind, document.ApiVersion, buffer.AsSpan(kept, next - kept));
        kept = next;
    }

    private void ReadItems(DocumentHead document)
    {
        var item = new ItemHead();
        while (true)
        {
            kept = next;
            item.Reset();
            Step(TryItem, item);
            if (item.AtEnd)
                return;
            ReadOnlySpan<byte> json = buffer.AsSpan(next - item.Length, item.Length);
            if (item.Kind.Length > 0)
                objects.Add(item.Kind, item.ApiVersion, json);
            else
                objects.AddOfList(document.Kind, json);
            if (objects.Failed)
                return;
        }
    }

    /// <summary>The next property of the top object; its value too unless it is the array of items.</summary>
    private static bool TryProperty(ref Utf8JsonReader reader, DocumentHead head)
    {
        if (!reader.Read())
            return false;
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            head.AtEnd = true;
            return true;
        }

        bool items = reader.ValueTextEquals("items"u8);
        HeadField field = Field(ref reader);
        if (!reader.Read())
            return false;
        if (items && reader.TokenType == JsonTokenType.StartArray)
        {
            head.AtItems = true;
            return true;
        }

        head.Take(field, ref reader);
        return reader.TrySkip();
    }

    private static bool TryItem(ref Utf8JsonReader reader, ItemHead item)
    {
        if (!reader.Read())
            return false;
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            item.AtEnd = true;
            return true;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("an item of the list is not an object");
        long start = reader.TokenStartIndex;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                item.Length = (int)(reader.BytesConsumed - start);
                return true;
            }

            HeadField field = Field(ref reader);
            if (!reader.Read())
                return false;
            item.Take(field, ref reader);
            if (!reader.TrySkip())
                return false;
        }

        return false;
    }

    private static HeadField Field(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("kind"u8) ? HeadField.Kind
        : reader.ValueTextEquals("apiVersion"u8) ? HeadField.ApiVersion
        : HeadField.Other;

    private delegate bool TryRead<in THead>(ref Utf8JsonReader reader, THead head);

    /// <summary>Runs one step, again with more bytes for as long as it lacks some.</summary>
    private void Step<THead>(TryRead<THead> tryRead, THead head)
    {
        while (true)
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(next, end - next), ended, state);
            if (tryRead(ref reader, head))
            {
                next += (int)reader.BytesConsumed;
                state = reader.CurrentState;
                return;
            }

            if (ended)
                throw new JsonException("the input ends in the middle of an object");
            Refill();
        }
    }

    private void Refill()
    {
        int length = end - kept;
        byte[] target = buffer;
        if (kept == 0 && end == buffer.Length)
        {
            if (buffer.Length >= LargestItem)
                throw new JsonException($"an object is larger than {LargestItem >> 20} MiB");
            target = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        }

        buffer.AsSpan(kept, length).CopyTo(target);
        if (target != buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = target;
        }

        next -= kept;
        kept = 0;
        end = length + stream.ReadAtLeast(buffer.AsSpan(length), buffer.Length - length, throwOnEndOfStream: false);
        ended = end < buffer.Length;
    }
}
