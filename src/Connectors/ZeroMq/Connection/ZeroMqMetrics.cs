using System.Diagnostics.Metrics;

namespace HotStream.ZeroMq;

/// <summary>What ZeroMQ adds to the meter <c>HotStream</c>. Recorded once for a block of records, never per message.</summary>
internal static class ZeroMqMetrics
{
    private static readonly Meter s_meter = new("HotStream");
    private static readonly Counter<long> s_dropped = s_meter.CreateCounter<long>("hotstream.zeromq.dropped", "{message}",
        "Messages that a slow subscriber did not get.");
    private static readonly Counter<long> s_lost = s_meter.CreateCounter<long>("hotstream.zeromq.lost", "{message}",
        "Messages that were being sent when their connection broke: at most once, so they are not sent again.");

    public static void Dropped(string context, string sink, long messages) => s_dropped.Add(messages, Context(context), Sink(sink));

    public static void Lost(string context, string sink, long messages) => s_lost.Add(messages, Context(context), Sink(sink));

    private static KeyValuePair<string, object?> Context(string context) => new("hotstream.context", context);

    private static KeyValuePair<string, object?> Sink(string sink) => new("hotstream.sink", sink);
}
