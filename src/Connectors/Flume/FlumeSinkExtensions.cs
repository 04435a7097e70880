using HotStream.Flume;

namespace HotStream;

/// <summary>Streams sent to agents of Apache Flume.</summary>
public static class FlumeSinkExtensions
{
    /// <summary>
    /// Sends every text as an event to an agent's Avro source. Each partition has a connection; of several agents partitions begin with
    /// different ones, and go to the next when one is away, does not answer, or answers <c>FAILED</c> or <c>UNKNOWN</c>. Events of a
    /// partition keep their order on their way to one agent. A batch is done when agents have answered all its events by <c>OK</c>: they
    /// are in their channels. What was not answered is sent again: at least once, and after a restart the last batch may come again.
    /// While no agent takes events the partition tries again, and fails the batch after <see cref="FlumeSinkOptions.RetryFor"/>. A record
    /// that cannot be encoded is a dead letter; an agent's answer names no event, so that none is refused.
    /// </summary>
    /// <param name="stream">What to send; any bytes.</param>
    /// <param name="agents"><c>flume://HOST:PORT</c>, several with commas.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">An address cannot be.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void SaveToFlume(this DStream<Utf8Slice> stream, string agents, FlumeSinkOptions? options = null) =>
        stream.SaveToFlume(agents, RecordEncoders.Text<Utf8Slice>(), options);

    /// <summary>As <see cref="SaveToFlume(DStream{Utf8Slice}, string, FlumeSinkOptions?)"/>, events that came from Flume, with the headers
    /// that they came with.</summary>
    /// <param name="stream">What to send.</param>
    /// <param name="agents"><c>flume://HOST:PORT</c>, several with commas.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">An address cannot be.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void SaveToFlume(this DStream<FlumeEvent> stream, string agents, FlumeSinkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new FlumeSink<FlumeEvent>(agents, new FlumeEventHeadersEncoder(),
            RecordEncoders.Slice<FlumeEvent>(static record => record.Body), options));
    }

    /// <summary>As <see cref="SaveToFlume(DStream{Utf8Slice}, string, FlumeSinkOptions?)"/>, with bodies that an encoder writes, for
    /// example JSON.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to send.</param>
    /// <param name="agents"><c>flume://HOST:PORT</c>, several with commas.</param>
    /// <param name="body">Writes the body of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">An address cannot be.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void SaveToFlume<T>(this DStream<T> stream, string agents, RecordEncoder<T> body, FlumeSinkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new FlumeSink<T>(agents, body, options));
    }

    /// <summary>As <see cref="SaveToFlume(DStream{Utf8Slice}, string, FlumeSinkOptions?)"/>, with headers that a function adds and bodies
    /// that an encoder writes.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to send.</param>
    /// <param name="agents"><c>flume://HOST:PORT</c>, several with commas.</param>
    /// <param name="headers">Adds the headers of a record. Worker threads, several at a time.</param>
    /// <param name="body">Writes the body of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">An address cannot be.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void SaveToFlume<T>(this DStream<T> stream, string agents, Action<FlumeHeaders, T> headers, RecordEncoder<T> body,
        FlumeSinkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new FlumeSink<T>(agents, headers, body, options));
    }
}
