using CommunityToolkit.HighPerformance.Buffers;

namespace HotStream.Sinks;

/// <summary>One partition's lines, kept until the batch is complete.</summary>
internal sealed class ConsoleWriter<T> : SinkWriter<T>
{
    private readonly LineFormat<T> _format = new();
    private readonly ArrayPoolBufferWriter<byte> _lines = new();

    /// <summary>Driver: prints what is kept.</summary>
    public void PrintTo(Stream output)
    {
        output.Write(_lines.WrittenSpan);
        _lines.Clear();
    }

    protected override void Begin(BatchTime time) => _lines.Clear();

    protected override void Write(ReadOnlySpan<T> records)
    {
        foreach (ref readonly T record in records)
        {
            _format.Write(in record, _lines);
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
