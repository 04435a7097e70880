using System.Net;
using HotStream.Flume;

namespace HotStream;

/// <summary>Events that are pulled from agents of Apache Flume, as Spark's polling stream does.</summary>
public static class FlumePullExtensions
{
    /// <summary>
    /// Pulls events from agents whose sink is Spark's (<c>org.apache.spark.streaming.flume.sink.SparkSink</c>): their bodies. A transaction
    /// of the agent is committed when its events are durable, as <see cref="FlumePullOptions.Acknowledge"/> says; if an output of
    /// their batch fails it is rolled back, and so does the agent with what was not committed in its time: at least once. While there is no
    /// room nothing is asked for, and agents keep events in their channels. A lost connection is made again, with growing, slightly random
    /// delays from <see cref="StreamingOptions.ReceiverRestartDelay"/> on, each by itself. Events of a connection keep their order.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="agents"><c>flume://HOST:PORT</c> of their sinks, several with commas; all are pulled from.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">An address cannot be.</exception>
    public static DStream<Utf8Slice> FlumePullStream(this StreamingContext context, string agents, FlumePullOptions? options = null) =>
        Pull<Utf8Slice, FlumeBodyForm>(context, agents, options);

    /// <summary>As <see cref="FlumePullStream"/>, the whole events: body and headers.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="agents"><c>flume://HOST:PORT</c> of their sinks, several with commas; all are pulled from.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">An address cannot be.</exception>
    public static DStream<FlumeEvent> FlumePullEventStream(this StreamingContext context, string agents,
        FlumePullOptions? options = null) => Pull<FlumeEvent, FlumeEventForm>(context, agents, options);

    private static DStream<T> Pull<T, TForm>(StreamingContext context, string agents, FlumePullOptions? options)
        where TForm : struct, IFlumeForm<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        options ??= new FlumePullOptions();
        DnsEndPoint[] sinks = FlumeAddress.Parse(agents, nameof(agents));
        var streams = new DStream<T>[sinks.Length * options.Connections];
        for (int i = 0; i < streams.Length; i++)
        {
            (int number, int sink) = Math.DivRem(i, sinks.Length);
            streams[i] = context.ReceiverStream(new FlumePullReceiver<T, TForm>(sinks[sink], number, options));
        }

        return streams.Length == 1 ? streams[0] : context.Union(streams);
    }
}
