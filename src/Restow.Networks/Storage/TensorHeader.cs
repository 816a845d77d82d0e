using System.Text.Json;
using Restow.Core;

namespace Restow.Networks.Storage;

/// <summary>What a safetensors header says about one tensor: its shape, and its values' bytes in [Begin, End) of the data.</summary>
internal sealed record TensorHeader(long[] Shape, long Begin, long End)
{
    // 2 GB of values: what one array holds.
    private const long MostValues = int.MaxValue / 4;

    public static Result<TensorHeader> Parse(JsonElement entry, string name, string source)
    {
        Fault Broken(string problem) => new(source, name, problem, "write the file again, or get another copy of it");
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("dtype", out JsonElement type) || type.ValueKind != JsonValueKind.String)
            return Broken("it has no dtype");
        if (type.GetString() != "F32")
            return new Fault(source, name, $"it is of type {type.GetString()}", "convert the file to F32");
        if (Numbers(entry, "shape") is not { } shape)
            return Broken("it has no valid shape");
        if (Numbers(entry, "data_offsets") is not [long begin, long end] || begin > end)
            return Broken("it has no valid data_offsets");
        long count = 1;
        foreach (long dimension in shape)
        {
            if (dimension > 0 && count > MostValues / dimension)
                return Broken("it is too large");
            count *= dimension;
        }

        return end - begin == 4 * count ? new TensorHeader(shape, begin, end) : Broken($"its shape asks for {4 * count} bytes, its offsets give {end - begin}");
    }

    // An array of whole numbers that are not negative.
    private static long[]? Numbers(JsonElement entry, string name)
    {
        if (!entry.TryGetProperty(name, out JsonElement list) || list.ValueKind != JsonValueKind.Array)
            return null;
        var result = new List<long>();
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long value) || value < 0)
                return null;
            result.Add(value);
        }

        return [.. result];
    }
}
