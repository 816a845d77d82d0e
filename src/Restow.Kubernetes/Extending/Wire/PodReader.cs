using System.Text.Json;
using k8s.Models;
using Restow.Packing.Snapshots;

namespace Restow.Kubernetes.Extending.Wire;

/// <summary>Reads of a pod what the extender needs: identity, labels, owners, priority and everything that requests are computed from.</summary>
/// <remarks>
/// A pod under the scheduler's hand has no status worth reading, and most of its text is volumes, environment and managed fields, which are
/// passed over unread. Quantities are checked here: those of a <see cref="V1Pod"/> throw only when they are used.
/// </remarks>
internal static class PodReader
{
    /// <summary>Reads the pod that is the value at the reader.</summary>
    /// <returns><c>null</c> for <c>null</c>.</returns>
    public static V1Pod? Value(ref Utf8JsonReader reader) => reader.IsObject("Pod") ? Body(ref reader) : null;

    /// <summary>Reads the pod that the reader stands on, an item of a list.</summary>
    public static V1Pod Item(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.StartObject ? Body(ref reader) : throw new JsonException("a pod is not an object");

    private static V1Pod Body(ref Utf8JsonReader reader)
    {
        var pod = new V1Pod { Metadata = new V1ObjectMeta(), Spec = new V1PodSpec() };
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("metadata"u8))
                Metadata(ref reader, pod.Metadata);
            else if (reader.ValueTextEquals("spec"u8))
                Spec(ref reader, pod.Spec);
            else
                reader.Pass();
        }

        return pod.Metadata.Uid is { Length: > 0 } ? pod : throw new JsonException("a pod has no metadata.uid");
    }

    private static void Metadata(ref Utf8JsonReader reader, V1ObjectMeta metadata)
    {
        if (!reader.IsObject("metadata"))
            return;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("uid"u8))
                metadata.Uid = reader.Text("metadata.uid");
            else if (reader.ValueTextEquals("name"u8))
                metadata.Name = reader.Text("metadata.name");
            else if (reader.ValueTextEquals("namespace"u8))
                metadata.NamespaceProperty = reader.Text("metadata.namespace");
            else if (reader.ValueTextEquals("labels"u8))
                metadata.Labels = Labels(ref reader);
            else if (reader.ValueTextEquals("ownerReferences"u8))
                metadata.OwnerReferences = reader.Items("metadata.ownerReferences", Owner);
            else
                reader.Pass();
        }
    }

    private static Dictionary<string, string>? Labels(ref Utf8JsonReader reader)
    {
        if (!reader.IsObject("metadata.labels"))
            return null;
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.NextProperty())
            labels[reader.GetString()!] = reader.Text("a label") ?? "";
        return labels;
    }

    private static V1OwnerReference Owner(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("an owner reference is not an object");
        var owner = new V1OwnerReference();
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("uid"u8))
                owner.Uid = reader.Text("an owner's uid");
            else if (reader.ValueTextEquals("kind"u8))
                owner.Kind = reader.Text("an owner's kind");
            else if (reader.ValueTextEquals("name"u8))
                owner.Name = reader.Text("an owner's name");
            else if (reader.ValueTextEquals("controller"u8))
                owner.Controller = reader.Flag("an owner's controller");
            else
                reader.Pass();
        }

        return owner;
    }

    private static void Spec(ref Utf8JsonReader reader, V1PodSpec spec)
    {
        if (!reader.IsObject("spec"))
            return;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("containers"u8))
                spec.Containers = reader.Items("spec.containers", Container);
            else if (reader.ValueTextEquals("initContainers"u8))
                spec.InitContainers = reader.Items("spec.initContainers", Container);
            else if (reader.ValueTextEquals("resources"u8))
                spec.Resources = Requirements(ref reader);
            else if (reader.ValueTextEquals("overhead"u8))
                spec.Overhead = Amounts(ref reader);
            else if (reader.ValueTextEquals("priority"u8))
                spec.Priority = Priority(ref reader);
            else
                reader.Pass();
        }
    }

    private static int? Priority(ref Utf8JsonReader reader) => reader.Whole("spec.priority") switch
    {
        null => null,
        { } value and >= int.MinValue and <= int.MaxValue => (int)value,
        _ => throw new JsonException("spec.priority is out of range"),
    };

    private static V1Container Container(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a container is not an object");
        var container = new V1Container();
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("name"u8))
                container.Name = reader.Text("a container's name");
            else if (reader.ValueTextEquals("restartPolicy"u8))
                container.RestartPolicy = reader.Text("a container's restartPolicy");
            else if (reader.ValueTextEquals("resources"u8))
                container.Resources = Requirements(ref reader);
            else
                reader.Pass();
        }

        return container;
    }

    private static V1ResourceRequirements? Requirements(ref Utf8JsonReader reader)
    {
        if (!reader.IsObject("resources"))
            return null;
        var requirements = new V1ResourceRequirements();
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("requests"u8))
                requirements.Requests = Amounts(ref reader);
            else if (reader.ValueTextEquals("limits"u8))
                requirements.Limits = Amounts(ref reader);
            else
                reader.Pass();
        }

        return requirements;
    }

    private static Dictionary<string, ResourceQuantity>? Amounts(ref Utf8JsonReader reader)
    {
        if (!reader.IsObject("a list of resources"))
            return null;
        var amounts = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal);
        while (reader.NextProperty())
        {
            string name = reader.GetString()!;
            string text = reader.Text(name) ?? "";
            if (!Quantity.TryParseMilli(text, out _))
                throw new JsonException($"{name} \"{text}\" is not a quantity");
            amounts[name] = new ResourceQuantity(text);
        }

        return amounts;
    }
}
