namespace HotStream.Mqtt;

/// <summary>
/// The socket as TLS sees it: reading awaits bytes without a thread, <see cref="Resume"/> goes on on the thread that has some; writing
/// never waits. One reader, and writers under the channel's lock.
/// </summary>
internal sealed class MqttTlsBytes(MqttChannel channel) : MqttTlsSocket
{
    private TaskCompletionSource<int>? _reader;
    private Memory<byte> _wanted;

    /// <summary>The wait for bytes that mean something.</summary>
    public Task? Wait { get; set; }

    /// <summary>Gives TLS the bytes it waits for, if they are there.</summary>
    public void Resume()
    {
        while (_reader is { } reader)
        {
            int count;
            try
            {
                if (!IsThere(_wanted.Span, out count))
                {
                    return;
                }
            }
            catch (Exception broken) when (broken is System.Net.Sockets.SocketException or ObjectDisposedException)
            {
                _reader = null;
                reader.SetException(new IOException(broken.Message, broken));
                continue;
            }

            _reader = null;
            reader.SetResult(count); // TLS goes on here, and may want more
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsThere(buffer.Span, out int count))
        {
            return new ValueTask<int>(count);
        }

        _wanted = buffer;
        _reader = new TaskCompletionSource<int>();
        return new ValueTask<int>(_reader.Task);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) =>
        IsThere(buffer, out int count) ? count : throw new IOException("TLS wants bytes that have not come.");

    public override void Write(ReadOnlySpan<byte> buffer) => channel.SendFor(buffer);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        channel.SendFor(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        channel.SendFor(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    /// <summary>Whether there are bytes, or an end; TLS asks for none to learn that.</summary>
    private bool IsThere(Span<byte> buffer, out int count)
    {
        if (!buffer.IsEmpty)
        {
            return channel.TryReceive(buffer, out count);
        }

        count = 0;
        return channel.HasBytes;
    }
}
