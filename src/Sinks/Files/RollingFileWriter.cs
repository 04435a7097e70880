
namespace HotStream.Sinks;

/// <summary>One partition's files. Between batches the driver decides whether the file is full.</summary>
internal sealed class RollingFileWriter<T>(string sink, RollingDirectory directory, RollingFileOptions options, RecordFormat<T> format,
    SinkPartition partition) : SinkWriter<T>
{
    private const int FlushBytes = 64 * 1024;

    private readonly ByteBuffer _buffer = new(FlushBytes + 4096);
    private RollingFile? _file;
    private BatchTime _time;
    private long _position; // of the next record
    private long _records;  // written

    /// <summary>Driver: completes the file when it is due.</summary>
    public void RollIfDue(BatchTime now)
    {
        if (_file?.Committed is not { Bytes: > 0 } written)
        {
            return;
        }

        if (options.RollEveryBatch || written.Bytes >= options.RollBytes
            || now.Milliseconds - written.FirstBatchMs >= options.RollAge?.TotalMilliseconds)
        {
            Roll();
        }
    }

    protected override void Begin(BatchTime time)
    {
        _time = time;
        _position = _records = 0;
        _buffer.Clear();
        if (_file is null or { Committed.Bytes: 0 })
        {
            try
            {
                Roll(); // a file that was begun for a batch that failed
                _file = directory.Create(partition.Index, time, format.Extension, options.Gzip);
            }
            catch (Exception failure) when (FileErrors.IsOne(failure))
            {
                throw FileErrors.Explain(sink, failure);
            }

            format.WriteHeader(_buffer);
        }

        _file.BeginBatch();
    }

    protected override void Write(ReadOnlySpan<T> records)
    {
        foreach (ref readonly T record in records)
        {
            if (format.TryWrite(in record, _buffer, out byte[] form) is { } reason)
            {
                partition.Reject(sink, _time, _position, reason, form);
            }
            else
            {
                _records++;
            }

            _position++;
            if (_buffer.Length >= FlushBytes)
            {
                Flush();
            }
        }
    }

    protected override async Task CompleteAsync(CancellationToken stop)
    {
        // the disk may take its time, the worker has other partitions
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Flush();
        try
        {
            _file!.Commit(_time, _records);
        }
        catch (Exception failure) when (FileErrors.IsOne(failure))
        {
            throw FileErrors.Explain(sink, failure);
        }
    }

    protected override void Abort()
    {
        _buffer.Clear();
        try
        {
            _file?.Rollback();
        }
        catch (IOException)
        {
            _file?.Dispose(); // the disk fails: the next start completes the file as its journal says
            _file = null;
        }
    }

    protected override void Dispose(bool disposing)
    {
        Roll();
        _buffer.Dispose();
        base.Dispose(disposing);
    }

    private void Flush()
    {
        try
        {
            _file!.Write(_buffer.Written);
            _buffer.Clear();
        }
        catch (Exception failure) when (FileErrors.IsOne(failure))
        {
            throw FileErrors.Explain(sink, failure);
        }
    }

    private void Roll()
    {
        if (_file is { } file)
        {
            _file = null;
            directory.Complete(file);
        }
    }
}
