using System.Text.Json;
using Restow.Core;

namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>The objects of one or several JSON documents, one after the other in a file: those of lists, single ones, and those in a <c>data</c> envelope.</summary>
internal static class JsonDocuments
{
    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true };

    public static Result<List<JsonElement>> Objects(byte[] bytes, string source)
    {
        var objects = new List<JsonElement>();
        try
        {
            var reader = new Utf8JsonReader(InputFile.Text(bytes), Options);
            while (reader.Read())
            {
                JsonElement value = JsonElement.ParseValue(ref reader);
                if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("data", out JsonElement data))
                    value = data;
                if (value.ValueKind == JsonValueKind.Array)
                    objects.AddRange(value.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object));
                else if (value.ValueKind == JsonValueKind.Object)
                    objects.Add(value);
                else
                    return new Fault(source, "", "a document in it is neither an object nor a list", "export it with -f json");
            }
        }
        catch (JsonException e)
        {
            return InputFile.NotJson(source, e);
        }

        return objects;
    }
}
