using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Restow.Kubernetes.Api;

/// <summary>One call: method, path with query, and a body if there is one.</summary>
internal sealed record ApiCall(HttpMethod Method, string Path, ReadOnlyMemory<byte> Body = default, string ContentType = "application/json")
{
    public static ApiCall Get(string path) => new(HttpMethod.Get, path);

    public static ApiCall Delete(string path) => new(HttpMethod.Delete, path);

    public static ApiCall Post<T>(string path, T body, JsonTypeInfo<T> type) => new(HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(body, type));

    public static ApiCall Put<T>(string path, T body, JsonTypeInfo<T> type) => new(HttpMethod.Put, path, JsonSerializer.SerializeToUtf8Bytes(body, type));

    /// <summary>A strategic merge patch: lists of conditions are merged by their type.</summary>
    public static ApiCall Patch<T>(string path, T body, JsonTypeInfo<T> type) =>
        new(HttpMethod.Patch, path, JsonSerializer.SerializeToUtf8Bytes(body, type), "application/strategic-merge-patch+json");
}
