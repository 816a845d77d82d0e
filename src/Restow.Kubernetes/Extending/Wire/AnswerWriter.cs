using System.Buffers;
using System.Text.Json;

namespace Restow.Kubernetes.Extending.Wire;

/// <summary>Writes the answers, version v1. Lists are <c>[]</c> and maps <c>{}</c>, never <c>null</c>: the scheduler follows the pointers.</summary>
internal static class AnswerWriter
{
    /// <summary>Writes ExtenderFilterResult. Nodes that were sent whole go back whole.</summary>
    public static void Filter(IBufferWriter<byte> output, NodesCall call, FilterAnswer answer)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        if (call.Objects is { } objects)
        {
            json.WriteStartObject("Nodes");
            json.WriteStartObject("metadata");
            json.WriteEndObject();
            json.WriteStartArray("items");
            foreach (int node in answer.Kept)
                json.WriteRawValue(objects[node].Span, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteStartArray("NodeNames");
        foreach (int node in answer.Kept)
            json.WriteStringValue(call.Nodes[node]);
        json.WriteEndArray();
        Refused(json, "FailedNodes", call, answer);

        // What is refused here has passed the scheduler's own filters, so preemption would find nobody to evict there. Schedulers that know
        // FailedNodes alone try all the same; for the others the second map prevails.
        Refused(json, "FailedAndUnresolvableNodes", call, answer);
        json.WriteEndObject();
    }

    /// <summary>Writes HostPriorityList.</summary>
    public static void Scores(IBufferWriter<byte> output, NodesCall call, IReadOnlyList<int> scores)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartArray();
        for (int node = 0; node < scores.Count; node++)
        {
            json.WriteStartObject();
            json.WriteString("Host", call.Nodes[node]);
            json.WriteNumber("Score", scores[node]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes ExtenderPreemptionResult.</summary>
    public static void Preemption(IBufferWriter<byte> output, IEnumerable<Candidate> kept)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartObject("NodeNameToMetaVictims");
        foreach (Candidate candidate in kept)
        {
            json.WriteStartObject(candidate.Node);
            json.WriteStartArray("Pods");
            foreach (string uid in candidate.Victims)
            {
                json.WriteStartObject();
                json.WriteString("UID", uid);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("NumPDBViolations", candidate.BudgetViolations);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Refused(Utf8JsonWriter json, string name, NodesCall call, FilterAnswer answer)
    {
        // One reason for nearly all of them: escaped once.
        (string? last, JsonEncodedText encoded) = (null, default);
        json.WriteStartObject(name);
        foreach ((int node, string reason) in answer.Refused)
        {
            if (!ReferenceEquals(reason, last))
                (last, encoded) = (reason, JsonEncodedText.Encode(reason));
            json.WriteString(call.Nodes[node], encoded);
        }

        json.WriteEndObject();
    }
}
