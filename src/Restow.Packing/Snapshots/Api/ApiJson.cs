using System.Text.Json.Serialization;

namespace Restow.Packing.Snapshots.Api;

/// <summary>The generated readers of the API objects.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    MaxDepth = Depth)]
[JsonSerializable(typeof(ApiObject))]
[JsonSerializable(typeof(ListMeta))]
[JsonSerializable(typeof(PodObject))]
[JsonSerializable(typeof(NodeObject))]
[JsonSerializable(typeof(BudgetObject))]
[JsonSerializable(typeof(PriorityClassObject))]
[JsonSerializable(typeof(ControllerObject))]
[JsonSerializable(typeof(NamespaceObject))]
[JsonSerializable(typeof(StatusObject))]
[JsonSerializable(typeof(PersistentVolumeObject))]
[JsonSerializable(typeof(ClaimObject))]
[JsonSerializable(typeof(StorageClassObject))]
[JsonSerializable(typeof(CsiNodeObject))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Deeper than any object of the API, custom ones included, and far from the stack's end.</summary>
    public const int Depth = 256;
}
