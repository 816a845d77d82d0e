using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Restow.Core;

namespace Restow.Kubernetes.Api;

/// <summary>The answer to a call.</summary>
/// <param name="Status">The HTTP status; 0 when no answer came.</param>
/// <param name="Body">The body; without an answer the reason in words.</param>
internal sealed record ApiAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    public bool IsAnswered => Status != 0;

    public bool IsSuccess => Status is >= 200 and < 300;

    public bool IsNotFound => Status == 404;

    /// <summary>Somebody else wrote first, or a precondition does not hold.</summary>
    public bool IsConflict => Status == 409;

    public bool IsForbidden => Status is 401 or 403;

    public static ApiAnswer Unreachable(Exception e) => new(0, Encoding.UTF8.GetBytes(e.InnerException is { } inner ? $"{e.Message} ({inner.Message})" : e.Message));

    /// <summary>The object in the body.</summary>
    public Result<T> Read<T>(JsonTypeInfo<T> type, string source, string subject)
        where T : notnull
    {
        if (!IsSuccess)
            return ToFault(source, subject);
        try
        {
            return JsonSerializer.Deserialize(Body.Span, type) is { } value ? value : new Fault(source, subject, "the answer is empty", "check what stands between here and the API server");
        }
        catch (JsonException e)
        {
            return new Fault(source, subject, $"the answer is not what the API promises: {e.Message}", "check what stands between here and the API server");
        }
    }

    public Fault ToFault(string source, string subject) => new(source, subject, Status switch
    {
        0 => $"the API server cannot be reached: {Encoding.UTF8.GetString(Body.Span)}",
        _ => $"the API server answers {Status}: {Message()}",
    }, Status switch
    {
        401 or 403 => "give the account the rights listed in the documentation",
        0 => "check --kubeconfig and --context, and that the server runs",
        404 => "check that the object and its namespace exist",
        _ => "see the server's message",
    });

    /// <summary>The message of the Status object in the body, or its beginning.</summary>
    public string Message()
    {
        try
        {
            if (JsonSerializer.Deserialize(Body.Span, WireJson.Default.ApiStatus)?.Message is { Length: > 0 } message)
                return message;
        }
        catch (JsonException)
        {
            // Proxies answer in HTML.
        }

        string text = Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, 200)]);
        return text.Length > 0 ? text : "no message";
    }
}
