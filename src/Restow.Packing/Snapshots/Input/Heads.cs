using System.Text.Json;

namespace Restow.Packing.Snapshots.Input;

/// <summary>The fields that say how an object is to be read.</summary>
internal enum HeadField
{
    Other,
    Kind,
    ApiVersion,
}

/// <summary>What of an item is known before it is parsed.</summary>
internal class ItemHead
{
    public string Kind { get; private set; } = "";

    public string ApiVersion { get; private set; } = "";

    /// <summary>Whether there was none: the array or the object ended.</summary>
    public bool AtEnd { get; set; }

    /// <summary>Bytes of the item.</summary>
    public int Length { get; set; }

    public virtual void Reset()
    {
        Kind = ApiVersion = "";
        AtEnd = false;
    }

    public void Take(HeadField field, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            return;
        if (field == HeadField.Kind)
            Kind = Text(ref reader, Kind);
        else if (field == HeadField.ApiVersion)
            ApiVersion = Text(ref reader, ApiVersion);
    }

    /// <summary>The same few names come ten thousand times: keep the string that is there.</summary>
    private static string Text(ref Utf8JsonReader reader, string known) =>
        known.Length > 0 && reader.ValueTextEquals(known) ? known : reader.GetString() ?? "";
}

/// <summary>What of a document is known so far; its kind may come after its items.</summary>
internal sealed class DocumentHead : ItemHead
{
    public bool AtItems { get; set; }

    public override void Reset() => AtEnd = AtItems = false;
}
