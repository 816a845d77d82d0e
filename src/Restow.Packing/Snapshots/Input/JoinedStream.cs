namespace Restow.Packing.Snapshots.Input;

/// <summary>Bytes that were read ahead, then the rest of the stream they came from. Read only.</summary>
internal sealed class JoinedStream(ReadOnlyMemory<byte> head, Stream tail) : Stream
{
    // A copy: the buffer that the bytes came from goes back to its pool.
    private ReadOnlyMemory<byte> head = head.ToArray();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (head.IsEmpty)
            return tail.Read(buffer);
        int count = Math.Min(buffer.Length, head.Length);
        head.Span[..count].CopyTo(buffer);
        head = head[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
