using System.Text.Json;

namespace Restow.Kubernetes.Cache;

/// <summary>One page of a list.</summary>
/// <param name="ResourceVersion">Where a watch goes on from.</param>
/// <param name="Continue">The token of the next page; empty on the last one.</param>
internal sealed record ListPage(string ResourceVersion, string Continue, IReadOnlyList<ReadOnlyMemory<byte>> Items)
{
    /// <exception cref="JsonException">The body is not a list.</exception>
    public static ListPage Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Read(body);
        }
        catch (InvalidOperationException e)
        {
            // What the reader throws for a string that is not UTF-8.
            throw new JsonException(e.Message, e);
        }
    }

    private static ListPage Read(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = 256 });
        (string version, string next) = ("", "");
        var items = new List<ReadOnlyMemory<byte>>();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a list is not an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isMetadata = reader.ValueTextEquals("metadata"u8);
            bool isItems = reader.ValueTextEquals("items"u8);
            reader.Read();
            if (isMetadata && reader.TokenType == JsonTokenType.StartObject)
                (version, next) = Metadata(ref reader);
            else if (isItems && reader.TokenType == JsonTokenType.StartArray)
                ReadItems(ref reader, body, items);
            else
                reader.Skip();
        }

        return new ListPage(version, next, items);
    }

    private static (string Version, string Continue) Metadata(ref Utf8JsonReader reader)
    {
        (string version, string next) = ("", "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isVersion = reader.ValueTextEquals("resourceVersion"u8);
            bool isContinue = reader.ValueTextEquals("continue"u8);
            reader.Read();
            if (isVersion)
                version = reader.GetString() ?? "";
            else if (isContinue)
                next = reader.GetString() ?? "";
            else
                reader.Skip();
        }

        return (version, next);
    }

    private static void ReadItems(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<ReadOnlyMemory<byte>> items)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            items.Add(body[start..(int)reader.BytesConsumed]);
        }
    }
}
