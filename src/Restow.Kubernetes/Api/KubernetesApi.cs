using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using k8s;

namespace Restow.Kubernetes.Api;

/// <summary>An API server through KubernetesClient, which brings the address, certificates and credentials. Bodies stay bytes: the cache parses only what it needs of them.</summary>
internal sealed class KubernetesApi : IClusterApi, IDisposable
{
    private readonly k8s.Kubernetes client;

    public KubernetesApi(KubernetesClientConfiguration configuration)
    {
        // A connection that died without a word would leave a watch silent for ever.
        configuration.FirstMessageHandlerSetup = handler =>
        {
            handler.KeepAlivePingDelay = TimeSpan.FromSeconds(20);
            handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
            handler.ConnectTimeout = TimeSpan.FromSeconds(10);
        };
        client = new k8s.Kubernetes(configuration);
        Address = configuration.Host;
    }

    public string Address { get; }

    public async Task<ApiAnswer> SendAsync(ApiCall call, CancellationToken cancellation)
    {
        try
        {
            using HttpRequestMessage request = await RequestAsync(call, cancellation);
            using HttpResponseMessage response = await client.HttpClient.SendAsync(request, cancellation);
            return new ApiAnswer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return ApiAnswer.Unreachable(e);
        }
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> WatchAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using HttpRequestMessage request = await RequestAsync(ApiCall.Get(path), cancellation);
        using HttpResponseMessage response = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"the watch was refused with {(int)response.StatusCode}", null, response.StatusCode);
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellation);
        PipeReader lines = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1 << 16));
        while (true)
        {
            ReadResult read = await lines.ReadAsync(cancellation);
            ReadOnlySequence<byte> buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                ReadOnlySequence<byte> line = buffer.Slice(0, end);
                if (!line.IsEmpty)
                    yield return line.IsSingleSegment ? line.First : line.ToArray();
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            lines.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                yield break;
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<HttpRequestMessage> RequestAsync(ApiCall call, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(client.BaseUri, call.Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (!call.Body.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(call.Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(call.ContentType);
        }

        if (client.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(request, cancellation);
        return request;
    }
}
