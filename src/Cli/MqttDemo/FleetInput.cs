using System.Diagnostics;

namespace HotStream.Cli;

/// <summary>Numbers of readings, as many as are due since the last batch, dealt to the devices.</summary>
internal sealed class FleetInput(StreamingContext context, int devices, int messagesPerSecond) : InputDStream<long>(context, "Fleet")
{
    private readonly long _most = messagesPerSecond; // a second's worth, when acknowledgements were slow
    private long _last = Stopwatch.GetTimestamp();
    private long _next;
    private volatile bool _isOver;

    /// <summary>No more readings.</summary>
    public void End() => _isOver = true;

    protected override InputBatch<long> Read(BatchTime time)
    {
        long now = Stopwatch.GetTimestamp();
        long due = _isOver ? 0 : Math.Min(_most, (long)(Stopwatch.GetElapsedTime(_last, now).TotalSeconds * messagesPerSecond));
        _last = now;
        long[] readings = new long[due];
        for (int i = 0; i < readings.Length; i++)
        {
            readings[i] = _next++;
        }

        return InputBatch<long>.Of(readings, devices);
    }
}
