using HotStream.Influx;

namespace HotStream;

/// <summary>
/// Writes points to InfluxDB. A point is what its measurement, tags and time are: one that is written again, because an answer was lost or
/// a batch runs again, replaces itself, so that each point is there once. A point the server refuses is a dead letter, and the others of
/// its request are stored; a server that is away, overloaded or full is waited for; a database that is missing, or a wrong password, fails
/// the batch at once.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class InfluxSink<T> : HttpDialectSink<T>
{
    /// <summary>A sink for records of which a function makes points.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="write">Writes one point: its measurement, tags, fields and time, in this order.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public InfluxSink(InfluxOptions options, Action<InfluxLine, T> write)
        : this(options, new InfluxEncoder<T>(write ?? throw new ArgumentNullException(nameof(write))))
    {
    }

    /// <summary>A sink for records that an encoder makes lines of.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="encoder">
    /// Writes one line of the protocol, times in nanoseconds. Give each point a time: one without is stored anew whenever it is sent again.
    /// </param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public InfluxSink(InfluxOptions options, RecordEncoder<T> encoder)
        : base(new InfluxDialect(options ?? throw new ArgumentNullException(nameof(options))), encoder)
    {
    }
}
