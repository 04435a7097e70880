using CommunityToolkit.HighPerformance.Buffers;

namespace HotStream.Sinks;

/// <summary>One partition's files. Between batches the driver decides whether the file is full.</summary>
internal sealed class RollingFileWriter<T>(RollingDirectory directory, RollingFileOptions options, RecordFormat<T> format, int partition) : SinkWriter<T>
{
    private const int FlushBytes = 64 * 1024;

    private readonly ArrayPoolBufferWriter<byte> _buffer = new(FlushBytes + 4096);
    private RollingFile? _file;
    private BatchTime _time;
    private long _records;

    /// <summary>Driver: completes the file when it is due.</summary>
    public void RollIfDue(BatchTime now)
    {
        if (_file?.Committed is not { Bytes: > 0 } written)
        {
            return;
        }

        if (options.RollEveryBatch || written.Bytes >= options.RollBytes || now.Milliseconds - written.FirstBatchMs >= options.RollAge?.TotalMilliseconds)
        {
            Roll();
        }
    }

    protected override void Begin(BatchTime time)
    {
        _time = time;
        _records = 0;
        _buffer.Clear();
        if (_file is null or { Committed.Bytes: 0 })
        {
            Roll(); // a file that was begun for a batch that failed
            _file = directory.Create(partition, time, format.Extension, options.Gzip);
            format.WriteHeader(_buffer);
        }

        _file.BeginBatch();
    }

    protected override void Write(ReadOnlySpan<T> records)
    {
        _records += records.Length;
        foreach (ref readonly T record in records)
        {
            format.Write(in record, _buffer);
            if (_buffer.WrittenCount >= FlushBytes)
            {
                Flush();
            }
        }
    }

    protected override async Task CompleteAsync(CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // the disk may take its time, the worker has other partitions
        Flush();
        _file!.Commit(_time, _records);
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
        _file!.Write(_buffer.WrittenSpan);
        _buffer.Clear();
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
