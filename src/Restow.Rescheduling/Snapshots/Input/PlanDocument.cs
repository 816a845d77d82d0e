using System.Text.Json.Serialization;

namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>What of a plan's JSON document is read back. Everything may be missing.</summary>
internal sealed record PlanDocument
{
    public List<MigrationObject?>? Migrations { get; init; }
}

internal sealed record MigrationObject
{
    public int? Wave { get; init; }

    public string? Vm { get; init; }

    public PlaceObject? From { get; init; }

    public PlaceObject? To { get; init; }
}

internal sealed record PlaceObject
{
    public string? Host { get; init; }

    public List<int>? Numa { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlanDocument))]
internal sealed partial class PlanDocumentContext : JsonSerializerContext;
