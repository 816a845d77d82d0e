using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using k8s.Models;
using Restow.Core;

namespace Restow.Kubernetes.Extending.Wire;

/// <summary>Reads the scheduler's calls, version v1: envelopes in PascalCase, the Kubernetes objects inside in camelCase.</summary>
/// <remarks>Source: k8s.io/kube-scheduler/extender/v1. Unknown properties are passed over: later schedulers may send more.</remarks>
internal static class CallReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 128 };

    public static Result<NodesCall> Nodes(ReadOnlyMemory<byte> body) => Read<NodesCall>(body, NodesArgs);

    public static Result<PreemptionCall> Preemption(ReadOnlyMemory<byte> body) => Read<PreemptionCall>(body, PreemptionArgs);

    private delegate T Envelope<T>(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body);

    private static Result<T> Read<T>(ReadOnlyMemory<byte> body, Envelope<T> envelope)
        where T : notnull
    {
        // Strings that are passed over are not decoded, and some go back to the scheduler as they came.
        if (!Utf8.IsValid(body.Span))
            return Malformed("it is not UTF-8");
        try
        {
            var reader = new Utf8JsonReader(body.Span, Options);
            if (!reader.IsObject("the call"))
                return Malformed("it is null");
            T call = envelope(ref reader, body);
            reader.Read();
            return call;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A lone surrogate is an InvalidOperationException of the reader.
            return Malformed(e.Message.TrimEnd('.'));
        }
    }

    private static Fault Malformed(string problem) => new("scheduler", "", $"the call cannot be read: {problem}", "send ExtenderArgs of version v1");

    private static NodesCall NodesArgs(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        V1Pod? pod = null;
        List<ReadOnlyMemory<byte>>? names = null;
        List<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Text)>? objects = null;
        while (reader.NextProperty())
        {
            if (reader.Is("Pod"u8))
                pod = PodReader.Value(ref reader);
            else if (reader.Is("NodeNames"u8))
                names = reader.Items("NodeNames", (ref Utf8JsonReader item) => Name(ref item, body));
            else if (reader.Is("Nodes"u8))
                objects = NodeList(ref reader, body);
            else
                reader.Pass();
        }

        if (pod is null)
            throw new JsonException("there is no Pod");
        if (names is not null)
            return new NodesCall(pod, names, null);
        return objects is null
            ? throw new JsonException("there are neither NodeNames nor Nodes")
            : new NodesCall(pod, [.. objects.Select(o => o.Name)], [.. objects.Select(o => o.Text)]);
    }

    /// <summary>The name at the reader. Text of the body itself: a call has thousands of names, and few of them matter to the answer.</summary>
    private static ReadOnlyMemory<byte> Name(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.IsEmpty)
            throw new JsonException("a node's name is not a text");
        return reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : body.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
    }

    private static List<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)>? NodeList(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!reader.IsObject("Nodes"))
            return null;
        List<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)>? nodes = null;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("items"u8))
                nodes = reader.Items("Nodes.items", (ref Utf8JsonReader item) => NodeObject(ref item, body));
            else
                reader.Pass();
        }

        return nodes ?? [];
    }

    private static (ReadOnlyMemory<byte>, ReadOnlyMemory<byte>) NodeObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a node is not an object");
        int start = (int)reader.TokenStartIndex;
        string? name = null;
        while (reader.NextProperty())
        {
            if (!reader.ValueTextEquals("metadata"u8))
                reader.Pass();
            else if (reader.IsObject("a node's metadata"))
                name = NameIn(ref reader);
        }

        return name is { Length: > 0 } ? (Encoding.UTF8.GetBytes(name), body[start..(int)reader.BytesConsumed]) : throw new JsonException("a node has no metadata.name");
    }

    private static string? NameIn(ref Utf8JsonReader reader)
    {
        string? name = null;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("name"u8))
                name = reader.Text("a node's name");
            else
                reader.Pass();
        }

        return name;
    }

    private static PreemptionCall PreemptionArgs(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        V1Pod? pod = null;
        List<Candidate>? candidates = null;
        while (reader.NextProperty())
        {
            if (reader.Is("Pod"u8))
                pod = PodReader.Value(ref reader);
            else if (reader.Is("NodeNameToMetaVictims"u8))
                candidates = CandidateReader.Map(ref reader, whole: false) ?? candidates;
            else if (reader.Is("NodeNameToVictims"u8))
                candidates = CandidateReader.Map(ref reader, whole: true) ?? candidates;
            else
                reader.Pass();
        }

        if (pod is null)
            throw new JsonException("there is no Pod");
        return new PreemptionCall(pod, candidates ?? throw new JsonException("there are neither NodeNameToMetaVictims nor NodeNameToVictims"));
    }
}
