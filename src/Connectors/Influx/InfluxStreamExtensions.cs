using HotStream.Influx;

namespace HotStream;

/// <summary>Outputs to InfluxDB; what they promise stands at <see cref="InfluxSink{T}"/>.</summary>
public static class InfluxStreamExtensions
{
    /// <summary>Writes a point for each record.</summary>
    /// <param name="stream">What to write.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="write">Writes one point: its measurement, tags, fields and time, in this order.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public static void SaveToInflux<T>(this DStream<T> stream, InfluxOptions options, Action<InfluxLine, T> write)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new InfluxSink<T>(options, write));
    }

    /// <summary>Writes records that are lines of the protocol already, times in nanoseconds.</summary>
    /// <param name="stream">What to write.</param>
    /// <param name="options">Where and how.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public static void SaveToInflux(this DStream<Utf8Slice> stream, InfluxOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new InfluxSink<Utf8Slice>(options, RecordEncoders.Text<Utf8Slice>()));
    }
}
