using System.Text.Json.Serialization;

namespace Restow.Kubernetes.Extending;

[JsonSerializable(typeof(string))]
internal sealed partial class StringJson : JsonSerializerContext;
