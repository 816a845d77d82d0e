using System.Text.Json;
using Restow.Kubernetes.Api;

namespace Restow.Kubernetes.Cache;

/// <summary>What happened to an object of a watch.</summary>
internal enum WatchKind
{
    Changed,
    Deleted,
    Bookmark,
    Error,
}

/// <summary>One line of a watch.</summary>
/// <param name="Object">The object's JSON; a metav1.Status after an error.</param>
internal readonly record struct WatchEvent(WatchKind Kind, ReadOnlyMemory<byte> Object)
{
    /// <summary>Whether an error says that the resource version is too old to go on from.</summary>
    public bool IsGone => Kind == WatchKind.Error && Status is { Code: 410 };

    public ApiStatus? Status => JsonSerializer.Deserialize(Object.Span, WireJson.Default.ApiStatus);

    /// <exception cref="JsonException">The line is not an event.</exception>
    public static WatchEvent Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return Read(line);
        }
        catch (InvalidOperationException e)
        {
            // What the reader throws for a string that is not UTF-8.
            throw new JsonException(e.Message, e);
        }
    }

    private static WatchEvent Read(ReadOnlyMemory<byte> line)
    {
        var reader = new Utf8JsonReader(line.Span, new JsonReaderOptions { MaxDepth = 256 });
        WatchKind? kind = null;
        ReadOnlyMemory<byte> item = default;
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            bool isObject = reader.ValueTextEquals("object"u8);
            Require(reader.Read());
            if (isType)
                kind = KindOf(ref reader);
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isObject)
                item = line[start..(int)reader.BytesConsumed];
        }

        Require(kind is not null && !item.IsEmpty);
        return new WatchEvent(kind!.Value, item);
    }

    private static WatchKind KindOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("ADDED"u8) || reader.ValueTextEquals("MODIFIED"u8) ? WatchKind.Changed
        : reader.ValueTextEquals("DELETED"u8) ? WatchKind.Deleted
        : reader.ValueTextEquals("BOOKMARK"u8) ? WatchKind.Bookmark
        : WatchKind.Error;

    private static void Require(bool holds)
    {
        if (!holds)
            throw new JsonException("a line of a watch is not an event");
    }
}
