using System.Globalization;
using System.Text.Json;

namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>Fields of objects that come from tools whose versions spell them differently: the first spelling that is there counts.</summary>
internal static class JsonFields
{
    public static bool Has(this JsonElement item, string name) => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out _);

    /// <summary>Text or a number as text; empty when absent or null.</summary>
    public static string Text(this JsonElement item, params ReadOnlySpan<string> names) => Find(item, names) switch
    {
        { ValueKind: JsonValueKind.String } value => ReadText(value),
        { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
        _ => "",
    };

    /// <summary>A number, or a text that is one; NaN when absent or anything else.</summary>
    public static double Number(this JsonElement item, params ReadOnlySpan<string> names) => Find(item, names) switch
    {
        { ValueKind: JsonValueKind.Number } value => value.TryGetDouble(out double number) ? number : double.NaN,
        { ValueKind: JsonValueKind.String } value => double.TryParse(ReadText(value), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN,
        _ => double.NaN,
    };

    /// <summary>A list of texts, or one text with commas in it.</summary>
    public static string[] Names(this JsonElement item, params ReadOnlySpan<string> names) => Find(item, names) switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(ReadText)],
        { ValueKind: JsonValueKind.String } value => ReadText(value).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        _ => [],
    };

    private static JsonElement Find(JsonElement item, ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
                return value;
        }

        return default;
    }

    // A lone surrogate is valid JSON and no text.
    private static string ReadText(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
