namespace HotStream.Io;

/// <summary>
/// The bytes of a stored file: one stream, read on as long as places follow each other, and opened anew where they do not, or where it
/// broke. Nothing is asked before the first read, and nothing is held when this rests.
/// </summary>
internal sealed class StoreBytes(StoreFile file) : FileBytes
{
    private const int ReadSize = 64 * 1024;

    private readonly FileStore _store = file.Store;
    private Stream? _stream;
    private byte[]? _read; // streams are read asynchronously, to have an end; spans cannot be
    private long _at;

    public override int Read(Span<byte> into, long offset)
    {
        if (offset != _at)
        {
            Close();
            _at = offset;
        }

        Backoff? backoff = null;
        while (true)
        {
            try
            {
                return ReadOn(into);
            }
            catch (Exception failure) when (!file.Stop.IsCancellationRequested && failure is IOException or OperationCanceledException)
            {
                Close();
                backoff ??= new Backoff(_store.RetryFor, TimeProvider.System);
                WaitOrThrow(failure, backoff);
            }
        }
    }

    public override void Dispose()
    {
        Close();
        _read = null;
        base.Dispose();
    }

    private int ReadOn(Span<byte> into)
    {
        _read ??= new byte[ReadSize];
        int count = ReadAsync(Math.Min(into.Length, _read.Length)).GetAwaiter().GetResult();
        _read.AsSpan(0, count).CopyTo(into);
        _at += count;
        return count;
    }

    private async Task<int> ReadAsync(int most)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(file.Stop);
        patience.CancelAfter(_store.Timeout);
        _stream ??= await _store.OpenAsync(file.Stored, _at, patience.Token).ConfigureAwait(false);
        int count = await _stream.ReadAsync(_read.AsMemory(0, most), patience.Token).ConfigureAwait(false);
        return count > 0 ? count : throw new EndOfStreamException($"its bytes ended at {_at} of {file.Stored.Length}");
    }

    private void WaitOrThrow(Exception failure, Backoff backoff)
    {
        string what = failure is OperationCanceledException ? $"nothing came for {PlainText.Of(_store.Timeout)}" : failure.Message;
        if (failure is FileStoreException { Problem: not FileStoreProblem.Away } final)
        {
            throw final.Problem == FileStoreProblem.Gone ? new FileLostException(final)
                : new IOException($"{PlainText.Of(file.Path)} cannot be read: {PlainText.Of(what)}", failure);
        }

        bool isFirst = backoff.Failures == 0;
        if (!backoff.TryAgain(out TimeSpan delay))
        {
            throw new IOException($"{PlainText.Of(file.Path)} could not be read from byte {_at} on, which was tried for "
                + $"{PlainText.Of(_store.RetryFor)}: {PlainText.Of(what)}", failure);
        }

        if (isFirst)
        {
            file.Report($"{PlainText.Of(file.Path)} cannot be read from byte {_at} on just now, which is tried for up to "
                + $"{PlainText.Of(_store.RetryFor)}: {PlainText.Of(what)}");
        }

        Task.Delay(delay, file.Stop).GetAwaiter().GetResult();
    }

    private void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }
}
