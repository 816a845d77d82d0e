using System.Text.Json;
using System.Text.Json.Serialization;

namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>The JSON form of the VM2RL data sets, with this project's additions. Everything may be missing.</summary>
internal sealed record FleetDocument
{
    public List<ClusterObject?>? ClusterList { get; init; }
}

internal sealed record ClusterObject
{
    public List<HostObject?>? HostInfo { get; init; }

    public List<VmObject?>? VmInstance { get; init; }

    public RequirementObject? OtherRequirement { get; init; }
}

internal sealed record HostObject
{
    [JsonConverter(typeof(NameConverter))]
    public string? NodeId { get; init; }

    public string? Status { get; init; }

    public double? NodeCpu { get; init; }

    public double? NodeMemMb { get; init; }

    public List<HostNodeObject?>? Numa { get; init; }

    [JsonConverter(typeof(NameConverter))]
    public string? RackId { get; init; }
}

internal sealed record HostNodeObject
{
    public double? Node { get; init; }

    public double? TotalCpu { get; init; }

    public double? MemoryHugeTotalMb { get; init; }
}

internal sealed record VmObject
{
    [JsonConverter(typeof(NameConverter))]
    public string? InstanceId { get; init; }

    public string? InstanceType { get; init; }

    [JsonConverter(typeof(NameConverter))]
    public string? HostId { get; init; }

    public List<VmNodeObject?>? Numa { get; init; }

    public bool? AllowMigration { get; init; }

    /// <summary>An addition: the only hosts it may go to.</summary>
    public List<string?>? PinnedHosts { get; init; }

    /// <summary>An addition: how fast it dirties memory.</summary>
    public double? DirtyMbPerS { get; init; }
}

internal sealed record VmNodeObject
{
    public double? Node { get; init; }

    public double? Cpu { get; init; }

    public double? MemMb { get; init; }
}

internal sealed record RequirementObject
{
    /// <summary>Groups of machines: a list of names is a hard conflict group; an object, an addition, says what it wants.</summary>
    public List<JsonElement>? DeploymentSet { get; init; }
}

/// <summary>A group in <c>deployment_set</c> that is an object.</summary>
internal sealed record RuleObject
{
    public string? Name { get; init; }

    public string? Policy { get; init; }

    public bool? Hard { get; init; }

    public List<string?>? Instances { get; init; }
}

/// <summary>Generated readers: no reflection, no start-up cost.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(FleetDocument))]
[JsonSerializable(typeof(RuleObject))]
[JsonSerializable(typeof(List<string>))]
internal sealed partial class FleetDocumentContext : JsonSerializerContext;

/// <summary>A name that some exporters write as a number.</summary>
internal sealed class NameConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => JsonElement.ParseValue(ref reader).GetRawText(),
        _ => throw new JsonException("a name is neither a text nor a number"),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
