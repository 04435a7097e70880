using System.Buffers;

namespace HotStream.Sinks;

/// <summary>
/// The bytes of one file on their way: kept until they are a part, sent while the next part fills; a file that is no larger than a part
/// is one request. Used by one thread at a time.
/// </summary>
internal sealed class UploadBody(UploadRequests requests, Stack<ArrayBufferWriter<byte>> free, CancellationToken stop) : Stream
{
    private readonly Queue<Task<ArrayBufferWriter<byte>>> _sending = new();
    private readonly SortedList<int, string> _parts = [];
    private ArrayBufferWriter<byte> _filling = Rent(free);
    private Task<string>? _upload;
    private int _count; // of parts
    private long _length;
    private long _sent; // bytes of those parts
    private bool _isComplete;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>Takes bytes; waits while as many parts are under way as may be.</summary>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        while (!bytes.IsEmpty)
        {
            if (_filling.WrittenCount == requests.PartBytes)
            {
                SendPart(stop);
            }

            int count = Math.Min(bytes.Length, requests.PartBytes - _filling.WrittenCount);
            _filling.Write(bytes[..count]);
            bytes = bytes[count..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Sends what is left, and makes the file.</summary>
    public async Task CompleteAsync(CancellationToken end)
    {
        if (_upload is null)
        {
            await requests.PutAsync(_filling.WrittenMemory, end).ConfigureAwait(false);
        }
        else
        {
            SendPart(end);
            while (_sending.TryDequeue(out Task<ArrayBufferWriter<byte>>? part))
            {
                free.Push(await part.ConfigureAwait(false));
            }

            string upload = await _upload.ConfigureAwait(false);
            await requests.CompleteAsync(upload, [.. _parts.Values], _length, end).ConfigureAwait(false);
        }

        free.Push(_filling);
        _isComplete = true;
    }

    /// <summary>Takes back what was sent of a file that is not complete, when nothing is under way any more; does not throw.</summary>
    public async Task AbortAsync()
    {
        if (_upload is null || _isComplete)
        {
            return;
        }

        try
        {
            await Task.WhenAll(_sending).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // cancelled, or the reason of the end
        }

        if (_upload.IsCompletedSuccessfully)
        {
            await requests.AbortAsync(await _upload.ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static ArrayBufferWriter<byte> Rent(Stack<ArrayBufferWriter<byte>> free)
    {
        ArrayBufferWriter<byte> rented = free.TryPop(out ArrayBufferWriter<byte>? known) ? known : new ArrayBufferWriter<byte>();
        rented.ResetWrittenCount();
        return rented;
    }

    private void SendPart(CancellationToken cancel)
    {
        while (_sending.Count >= requests.PartsInFlight)
        {
            free.Push(_sending.Dequeue().GetAwaiter().GetResult()); // ends with the batch, if not before
        }

        _upload ??= requests.BeginAsync(cancel);
        _sending.Enqueue(SendPartAsync(_upload, ++_count, _sent, _filling, cancel));
        _sent += _filling.WrittenCount;
        _filling = Rent(free);
    }

    private async Task<ArrayBufferWriter<byte>> SendPartAsync(Task<string> upload, int number, long offset,
        ArrayBufferWriter<byte> part, CancellationToken cancel)
    {
        string sent = await requests.PutPartAsync(await upload.ConfigureAwait(false), number, offset, part.WrittenMemory, cancel)
            .ConfigureAwait(false);
        lock (_parts)
        {
            _parts.Add(number, sent);
        }

        return part;
    }
}
