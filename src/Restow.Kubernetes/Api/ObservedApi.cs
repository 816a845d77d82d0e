namespace Restow.Kubernetes.Api;

/// <summary>An API server, each answer of which is noted in its availability.</summary>
internal sealed class ObservedApi(IClusterApi inner, ApiAvailability availability, TimeProvider time) : IClusterApi, IDisposable
{
    public string Address => inner.Address;

    public async Task<ApiAnswer> SendAsync(ApiCall call, CancellationToken cancellation)
    {
        long asked = time.GetTimestamp();
        ApiAnswer answer = await inner.SendAsync(call, cancellation);
        availability.Note(asked, answer);
        return answer;
    }

    public IAsyncEnumerable<ReadOnlyMemory<byte>> WatchAsync(string path, CancellationToken cancellation) => inner.WatchAsync(path, cancellation);

    public void Dispose() => (inner as IDisposable)?.Dispose();
}
