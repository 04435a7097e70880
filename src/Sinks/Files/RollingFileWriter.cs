namespace HotStream.Sinks;

/// <summary>One partition's files. Between batches the driver decides whether the file is full.</summary>
internal sealed class RollingFileWriter<T>(string sink, RollingDirectory directory, RollingFileOptions options, RecordFormat<T> format,
    SinkPartition partition) : SinkWriter<T>
{
    private const int FlushBytes = 64 * 1024;

    private readonly ByteBuffer _buffer = new(FlushBytes + 4096);
    private RollingFile? _file;
    private BatchTime _time;
    private bool _isThere;  // the batch, from an earlier life
    private bool _isSynced; // and not in the manifest
    private long _position; // of the next record
    private long _records;  // written

    /// <summary>The file, when it holds a batch that the manifest does not know. Driver.</summary>
    public RollingFile? Synced => _isSynced ? _file : null;

    /// <summary>Driver: what was synced is certain.</summary>
    public void Accept() => _isSynced = false;

    /// <summary>Driver: completes the file when it is due.</summary>
    public void CompleteIfDue(BatchTime now)
    {
        if (_file?.Certain is { Bytes: > 0 } written && (options.RollEveryBatch || written.Bytes >= options.RollBytes
            || now.Milliseconds - written.FirstBatchMs >= options.RollAge?.TotalMilliseconds))
        {
            CompleteFile();
        }
    }

    /// <summary>Driver: completes the file, if there is one.</summary>
    public void CompleteFile()
    {
        if (_file is { } file)
        {
            _file = null;
            directory.Complete(file);
        }
    }

    protected override void Begin(BatchTime time)
    {
        _time = time;
        _position = _records = 0;
        _buffer.Clear();
        _isThere = directory.Manifest.Has(partition.Query, partition.BatchNumber);
        if (_isThere)
        {
            RollingLog.AlreadyThere(partition.Logger, sink, partition.BatchNumber);
        }
        else if (_file is null or { Certain.Bytes: 0 })
        {
            try
            {
                CompleteFile(); // a file that was begun for a batch that failed
                _file = directory.Create(partition.Index, time, format.Extension, options.Gzip);
            }
            catch (Exception failure) when (FileErrors.IsOne(failure))
            {
                throw FileErrors.Explain(sink, failure);
            }

            format.WriteHeader(_buffer);
        }
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
        if (_isThere)
        {
            return;
        }

        try
        {
            _file!.Sync(partition.Query, partition.BatchNumber, _time, _records);
            _isSynced = true;
        }
        catch (Exception failure) when (FileErrors.IsOne(failure))
        {
            throw FileErrors.Explain(sink, failure);
        }
    }

    protected override void Abort()
    {
        _buffer.Clear();
        _isSynced = false;
        try
        {
            _file?.Rollback();
        }
        catch (IOException)
        {
            _file?.Dispose(); // the disk fails: the next start completes the file as the manifest says
            _file = null;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _buffer.Dispose(); // the sink completes the file
        base.Dispose(disposing);
    }

    private void Flush()
    {
        try
        {
            if (!_isThere)
            {
                _file!.Write(_buffer.Written);
            }

            _buffer.Clear();
        }
        catch (Exception failure) when (FileErrors.IsOne(failure))
        {
            throw FileErrors.Explain(sink, failure);
        }
    }
}
