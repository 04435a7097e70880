using System.Diagnostics.Metrics;

namespace HotStream.Mqtt;

/// <summary>What MQTT adds to the meter <c>HotStream</c>. Recorded on an event or once a batch, never per message.</summary>
internal static class MqttMetrics
{
    private static readonly Meter s_meter = new("HotStream");
    private static readonly Histogram<double> s_pause = s_meter.CreateHistogram<double>(
        "hotstream.mqtt.pause.duration", "s", "Time for which a device above its rate limit was not read from, pause by pause.");

    public static void Paused(string source, TimeSpan time) =>
        s_pause.Record(time.TotalSeconds, new KeyValuePair<string, object?>("hotstream.source", source));
}
