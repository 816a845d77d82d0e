using System.Text.Json;
using System.Text.Json.Serialization;

namespace Restow.Serving;

/// <summary>Reports as one JSON document: camelCase, an array with one object a policy.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<SimulationReport>))]
public sealed partial class SimulationReportJson : JsonSerializerContext
{
    /// <summary>The document.</summary>
    public static string Write(IReadOnlyList<SimulationReport> reports) => JsonSerializer.Serialize(reports, Default.IReadOnlyListSimulationReport);
}
