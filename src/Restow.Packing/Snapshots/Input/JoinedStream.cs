namespace Restow.Packing.Snapshots.Input;

/// <summary>Bytes that were read ahead, then the rest of the stream they came from. Read only.</summary>
internal sealed class JoinedStream(ReadOnlyMemory<byte> head, Stream tail) : ForwardStream
{
    // A copy: the buffer that the bytes came from goes back to its pool.
    private ReadOnlyMemory<byte> head = head.ToArray();

    public override int Read(Span<byte> buffer)
    {
        if (head.IsEmpty)
            return tail.Read(buffer);
        int count = Math.Min(buffer.Length, head.Length);
        head.Span[..count].CopyTo(buffer);
        head = head[count..];
        return count;
    }
}
