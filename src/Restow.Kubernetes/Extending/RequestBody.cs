using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Restow.Kubernetes.Extending;

/// <summary>A request's body, read whole into a pooled buffer. What was parsed from it may point into it until it is disposed.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstGuess = 64 * 1024;

    private byte[] buffer;
    private int length;

    private RequestBody(int size) => buffer = ArrayPool<byte>.Shared.Rent(size);

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    /// <summary>Reads it to its end. Kestrel's own limit ends one that is too large.</summary>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        // One byte more, so that the end is seen without growing. A length is a claim: beyond a first guess, room is given as it comes true.
        var body = new RequestBody((int)Math.Min(request.ContentLength + 1 ?? FirstGuess, 16 * FirstGuess));
        try
        {
            while (await request.Body.ReadAsync(body.buffer.AsMemory(body.length), cancellation) is > 0 and var read)
            {
                body.length += read;
                if (body.length == body.buffer.Length)
                    body.Grow();
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        length = 0;
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
