using System.Text.Json;
using k8s.Models;

namespace Restow.Kubernetes.Extending.Wire;

/// <summary>Reads the nodes on which preemption would help, and whom it would evict there.</summary>
internal static class CandidateReader
{
    /// <summary>Reads the map that is the value at the reader.</summary>
    /// <param name="whole">Whether victims are whole pods (Victims) or their UIDs (MetaVictims).</param>
    public static List<Candidate>? Map(ref Utf8JsonReader reader, bool whole)
    {
        if (!reader.IsObject("the map of victims"))
            return null;
        var candidates = new List<Candidate>();
        while (reader.NextProperty())
            candidates.Add(Candidate(ref reader, reader.GetString()!, whole));
        return candidates;
    }

    private static Candidate Candidate(ref Utf8JsonReader reader, string node, bool whole)
    {
        var candidate = new Candidate(node, [], null, 0);
        if (!reader.IsObject("victims"))
            return candidate;
        while (reader.NextProperty())
        {
            if (reader.Is("NumPDBViolations"u8))
                candidate = candidate with { BudgetViolations = reader.Whole("NumPDBViolations") ?? 0 };
            else if (!reader.Is("Pods"u8))
                reader.Pass();
            else if (whole)
                candidate = Whole(candidate, reader.Items("Pods", PodReader.Item) ?? []);
            else
                candidate = candidate with { Victims = reader.Items("Pods", Uid) ?? [] };
        }

        return candidate;
    }

    private static Candidate Whole(Candidate candidate, List<V1Pod> pods) => candidate with { Pods = pods, Victims = [.. pods.Select(p => p.Metadata.Uid)] };

    private static string Uid(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a victim is not an object");
        string? uid = null;
        while (reader.NextProperty())
        {
            if (reader.Is("UID"u8))
                uid = reader.Text("a victim's UID");
            else
                reader.Pass();
        }

        return uid is { Length: > 0 } ? uid : throw new JsonException("a victim has no UID");
    }
}
