using System.Collections.Concurrent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io;

/// <summary>Keeps the lines of a stream, batch after batch, and ticks until they are there.</summary>
internal sealed class LineCollector
{
    private readonly Engine _engine;
    private readonly ConcurrentQueue<string> _lines = [];

    public LineCollector(Engine engine, DStream<Utf8Slice> lines)
    {
        _engine = engine;
        lines.ForeachBatch(batch => batch.ToList().ForEach(line => _lines.Enqueue(line.ToString())));
    }

    /// <summary>All lines so far.</summary>
    public string[] All => [.. _lines];

    /// <summary>Lets batches fall due until so many lines are there.</summary>
    public string[] WaitFor(int count)
    {
        Engine.WaitFor(() =>
        {
            _engine.Tick();
            Thread.Sleep(1);
            return _lines.Count >= count;
        }, $"{count} lines arrived");
        return All;
    }
}
