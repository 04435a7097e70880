
namespace HotStream.Sinks;

/// <summary>One partition's lines, kept until the batch is complete.</summary>
internal sealed class ConsoleWriter<T>(SinkPartition partition, RecordFormat<T> format) : SinkWriter<T>
{
    private readonly ByteBuffer _lines = new();
    private BatchTime _time;
    private long _position;

    /// <summary>Driver: prints what is kept.</summary>
    public void PrintTo(Stream output)
    {
        output.Write(_lines.Written);
        _lines.Clear();
    }

    protected override void Begin(BatchTime time)
    {
        _lines.Clear();
        _time = time;
        _position = 0;
    }

    protected override void Write(ReadOnlySpan<T> records)
    {
        foreach (ref readonly T record in records)
        {
            if (format.TryWrite(in record, _lines, out byte[] form) is { } reason)
            {
                partition.Reject("console", _time, _position, reason, form);
            }

            _position++;
        }
    }

    protected override Task CompleteAsync(CancellationToken stop) => Task.CompletedTask;

    protected override void Abort() => _lines.Clear();

    protected override void Dispose(bool disposing)
    {
        _lines.Dispose();
        base.Dispose(disposing);
    }
}
