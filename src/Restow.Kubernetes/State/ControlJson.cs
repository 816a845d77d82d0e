using System.Text.Json;
using System.Text.Json.Serialization;

namespace Restow.Kubernetes.State;

/// <summary>Readers and writers of plans and audit lines.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlanRecord))]
[JsonSerializable(typeof(AuditLine))]
internal sealed partial class ControlJson : JsonSerializerContext;
