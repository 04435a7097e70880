using System.Diagnostics.Metrics;

namespace HotStream.Kinesis;

/// <summary>What Kinesis adds to the meter <c>HotStream</c>. Recorded once for a request, never for a record.</summary>
internal static class KinesisMetrics
{
    private static readonly Meter s_meter = new("HotStream");
    private static readonly Counter<long> s_throttled = s_meter.CreateCounter<long>("hotstream.kinesis.throttled", "{request}",
        "Requests that the server refused because a shard or the account had enough; they are sent again after a wait.");
    private static readonly Counter<long> s_refused = s_meter.CreateCounter<long>("hotstream.kinesis.items_again", "{record}",
        "Records of PutRecords that the server did not take with the others of their request; they are sent again.");
    private static readonly Counter<long> s_expired = s_meter.CreateCounter<long>("hotstream.kinesis.iterators_expired", "{iterator}",
        "Iterators of shards that were too old, and were made anew.");
    private static readonly Counter<long> s_lost = s_meter.CreateCounter<long>("hotstream.kinesis.leases_lost", "{lease}",
        "Leases of a group that another member took while this one held them.");
    private static readonly Gauge<double> s_behind = s_meter.CreateGauge<double>("hotstream.kinesis.behind", "s",
        "How far behind the end of its shard the answer was that was fetched last.");

    public static void Throttled(string context, string stream) => s_throttled.Add(1, Context(context), Stream(stream));

    public static void ItemsAgain(string context, string stream, long records) => s_refused.Add(records, Context(context), Stream(stream));

    public static void Expired(string context, string stream) => s_expired.Add(1, Context(context), Stream(stream));

    public static void LeaseLost(string context, string stream) => s_lost.Add(1, Context(context), Stream(stream));

    public static void Behind(string context, string stream, string shard, long milliseconds)
    {
        if (s_behind.Enabled)
        {
            s_behind.Record(milliseconds / 1000.0, Context(context), Stream(stream), new("hotstream.shard", shard));
        }
    }

    private static KeyValuePair<string, object?> Context(string context) => new("hotstream.context", context);

    private static KeyValuePair<string, object?> Stream(string stream) => new("hotstream.stream", stream);
}
