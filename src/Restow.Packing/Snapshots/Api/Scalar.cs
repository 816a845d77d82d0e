using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Restow.Packing.Snapshots.Api;

/// <summary>A value that the API allows as a string and as a number: a quantity, an IntOrString. Kept as its text.</summary>
[JsonConverter(typeof(ScalarConverter))]
internal readonly record struct Scalar(string Text);

internal sealed class ScalarConverter : JsonConverter<Scalar>
{
    public override bool HandleNull => true;

    public override Scalar Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => new Scalar(""),
            JsonTokenType.String => new Scalar(reader.GetString()!),
            JsonTokenType.Number when reader.HasValueSequence => new Scalar(Encoding.UTF8.GetString(reader.ValueSequence.ToArray())),
            JsonTokenType.Number => new Scalar(Encoding.UTF8.GetString(reader.ValueSpan)),
            _ => throw new JsonException(),
        };

    public override void Write(Utf8JsonWriter writer, Scalar value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
