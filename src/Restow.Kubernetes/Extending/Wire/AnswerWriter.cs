using System.Buffers;
using System.Text.Json;

namespace Restow.Kubernetes.Extending.Wire;

/// <summary>Writes the answers, version v1. Lists are <c>[]</c> and maps <c>{}</c>, never <c>null</c>: the scheduler follows the pointers.</summary>
internal static class AnswerWriter
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <summary>Writes ExtenderFilterResult. Nodes that were sent whole go back whole.</summary>
    public static void Filter(IBufferWriter<byte> output, NodesCall call, FilterAnswer answer)
    {
        using var json = new Utf8JsonWriter(output, Options);
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
            json.WriteStringValue(call.Nodes[node].Span);
        json.WriteEndArray();
        json.WriteStartObject("FailedNodes");
        json.WriteEndObject();
        Refused(json, call, answer);
        json.WriteEndObject();
    }

    /// <summary>Writes HostPriorityList.</summary>
    public static void Scores(IBufferWriter<byte> output, NodesCall call, IReadOnlyList<int> scores)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartArray();
        for (int node = 0; node < scores.Count; node++)
        {
            json.WriteStartObject();
            json.WriteString("Host"u8, call.Nodes[node].Span);
            json.WriteNumber("Score"u8, scores[node]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes ExtenderPreemptionResult.</summary>
    public static void Preemption(IBufferWriter<byte> output, IEnumerable<Candidate> kept)
    {
        using var json = new Utf8JsonWriter(output, Options);
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

    /// <summary>
    /// What is refused here has passed the scheduler's own filters, so preemption would find nobody to evict there: it belongs to FailedAndUnresolvableNodes alone. Schedulers
    /// before 1.21 do not know that map: they go by NodeNames all the same, and name no reason.
    /// </summary>
    private static void Refused(Utf8JsonWriter json, NodesCall call, FilterAnswer answer)
    {
        var reason = JsonEncodedText.Encode(answer.Reason);
        int kept = 0;
        json.WriteStartObject("FailedAndUnresolvableNodes");
        for (int node = 0; node < call.Nodes.Count; node++)
        {
            if (kept < answer.Kept.Count && answer.Kept[kept] == node)
                kept++;
            else
                json.WriteString(call.Nodes[node].Span, reason);
        }

        json.WriteEndObject();
    }
}
