using System.Text;
using System.Text.Json;

namespace Restow.Kubernetes.Extending.Wire;

/// <summary>Steps that every reader of a call takes. What is not as it should be is a <see cref="JsonException"/>, caught where the call ends.</summary>
internal static class JsonScan
{
    public delegate T ValueReader<out T>(ref Utf8JsonReader reader);

    /// <summary>Whether the reader, on a property name, is on this one. As Go's decoder does, envelopes take any case.</summary>
    public static bool Is(this ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueTextEquals(name) || (!reader.ValueIsEscaped && Ascii.EqualsIgnoreCase(reader.ValueSpan, name));

    /// <summary>Enters the object that is the value at the reader.</summary>
    /// <returns>Whether there is one: not for <c>null</c>.</returns>
    public static bool IsObject(this ref Utf8JsonReader reader, string what) => Opens(ref reader, JsonTokenType.StartObject, what, "an object");

    /// <summary>Moves to the next property's name.</summary>
    /// <returns>Whether there is one before the object ends.</returns>
    public static bool NextProperty(this ref Utf8JsonReader reader)
    {
        Move(ref reader);
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    public static string? Text(this ref Utf8JsonReader reader, string what)
    {
        Move(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => reader.GetString(),
            _ => throw new JsonException($"{what} is not a string"),
        };
    }

    public static long? Whole(this ref Utf8JsonReader reader, string what)
    {
        Move(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.Number when reader.TryGetInt64(out long value) => value,
            _ => throw new JsonException($"{what} is not a whole number"),
        };
    }

    public static bool? Flag(this ref Utf8JsonReader reader, string what)
    {
        Move(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw new JsonException($"{what} is neither true nor false"),
        };
    }

    /// <summary>Reads an array; the reader of an item starts on the item's first token.</summary>
    /// <returns><c>null</c> for <c>null</c>.</returns>
    public static List<T>? Items<T>(this ref Utf8JsonReader reader, string what, ValueReader<T> item)
    {
        if (!Opens(ref reader, JsonTokenType.StartArray, what, "a list"))
            return null;
        var items = new List<T>();
        while (true)
        {
            Move(ref reader);
            if (reader.TokenType == JsonTokenType.EndArray)
                return items;
            items.Add(item(ref reader));
        }
    }

    /// <summary>Skips the value at the reader.</summary>
    public static void Pass(this ref Utf8JsonReader reader)
    {
        Move(ref reader);
        reader.Skip();
    }

    public static void Move(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            throw new JsonException("the text ends too early");
    }

    private static bool Opens(ref Utf8JsonReader reader, JsonTokenType opening, string what, string kind)
    {
        Move(ref reader);
        return reader.TokenType == opening
            || (reader.TokenType == JsonTokenType.Null ? false : throw new JsonException($"{what} is not {kind}"));
    }
}
