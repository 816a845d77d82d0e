namespace Restow.Kubernetes.Api;

/// <summary>What is asked of an API server: a call and its answer, and a watch. Bodies are JSON in UTF-8.</summary>
internal interface IClusterApi
{
    /// <summary>What messages call the server.</summary>
    string Address { get; }

    /// <summary>Sends one call. A server that cannot be reached is an answer too, see <see cref="ApiAnswer.IsAnswered"/>.</summary>
    Task<ApiAnswer> SendAsync(ApiCall call, CancellationToken cancellation);

    /// <summary>The lines of a watch until the server ends it.</summary>
    /// <exception cref="HttpRequestException">The watch was refused, with the status, or the connection broke.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> WatchAsync(string path, CancellationToken cancellation);
}
