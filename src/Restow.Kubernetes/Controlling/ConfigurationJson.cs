using System.Text.Json;
using System.Text.Json.Serialization;
using Restow.Core;

namespace Restow.Kubernetes.Controlling;

/// <summary>The reader of the configuration file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    Converters = [typeof(WordConverter<PlanTrigger>), typeof(WordConverter<ControlLogFormat>), typeof(WordConverter<Packing.PackingMethod>), typeof(WordConverter<Packing.EvictionPolicy>), typeof(DurationConverter)])]
[JsonSerializable(typeof(ConfigurationFile))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;

/// <summary>Values as on the command line: lower-priority, or lowerPriority.</summary>
internal sealed class WordConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        string plain = text.Replace("-", "", StringComparison.Ordinal);
        if (Enum.GetNames<T>().FirstOrDefault(n => n.Equals(plain, StringComparison.OrdinalIgnoreCase)) is { } name)
            return Enum.Parse<T>(name);
        string words = string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName));
        throw new JsonException(null, new FormatException($"'{text}' is none of {words}"));
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));
}

/// <summary>2s, 500ms, or a number of seconds.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = reader.TokenType == JsonTokenType.Number ? System.Text.Encoding.UTF8.GetString(reader.ValueSpan) : reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        return DurationText.TryParse(text, out TimeSpan duration) ? duration : throw new JsonException(null, new FormatException($"'{text}' is not a duration"));
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteStringValue($"{value.TotalSeconds}s");
}
