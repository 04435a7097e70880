using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// The whole job: a device in a process of its own publishes readings at a steady pace, the listener takes them, a window of a second that
/// slides with every batch of 100 ms is stored in Elasticsearch's stand-in, in a process of its own too. Delay: from when a message was
/// written to its socket until the documents of its batch are stored.
/// </summary>
internal static class EngineDelivery
{
    private const int MessagesPerSecond = 100_000;
    private const int WarmSeconds = 3;
    private const int Seconds = 20;
    private const int SamplesABatch = 100;

    public static int Run(TextWriter output)
    {
        using var server = new StandInProcess();
        var listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var context =
            new StreamingContext("delivery", TimeSpan.FromMilliseconds(100), new StreamingOptions { OneActivePerProcess = false });
        var delays = new List<double>();
        long messages = 0;
        DStream<(Utf8Slice Machine, long Sent, double Celsius)> readings = context
            .MqttListener(0, new MqttListenerOptions { OnListening = address => listening.SetResult(address.Port) })
            .ParseJson(["machine", "sent", "celsius"], row => (row.GetText(0), row.GetInt64(1), row.GetDouble(2)));
        readings
            .Map(reading => KeyValuePair.Create(reading.Machine, reading.Celsius))
            .AggregateByKeyAndWindow(Aggregates.Count<double>()
                .And(Aggregates.Mean<double>()), TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(100))
            .SaveToElasticsearch(new ElasticsearchOptions { Nodes = [server.Address], Index = "machines" }, (json, pair) =>
            {
                json.WriteStartObject();
                json.WriteString("machine"u8, pair.Key.Bytes);
                json.WriteNumber("readings"u8, pair.Value.First);
                json.WriteNumber("celsius"u8, pair.Value.Second);
                json.WriteEndObject();
            });
        // Outputs run in order: when this one runs, the documents of its batch are stored.
        readings.Map(reading => reading.Sent)
            .Aggregate(Aggregates.Count<long>().And(Aggregates.Min<long>()).And(Aggregates.Max<long>())).ForeachBatch(batch =>
        {
            var now = Now();
            foreach (var (count, first, last) in batch.ToList())
            {
                messages += count;
                for (var i = 0; i < SamplesABatch; i++) // the pace is steady: as if messages lay evenly between the first and the last
                    delays.Add((now - (first + ((last - first) * (double)i / (SamplesABatch - 1)))) / 1000);
            }
        });
        context.Start();
        using (var sender = MqttPaceProcess.Start(listening.Task.Result, MessagesPerSecond, WarmSeconds + Seconds))
            sender.WaitForEnd();
        context.Stop(graceful: true);
        var measured = delays.Skip(WarmSeconds * 10 * SamplesABatch).Order().ToArray();
        if (messages != (long)MessagesPerSecond * (WarmSeconds + Seconds))
            throw new InvalidOperationException($"{messages} messages arrived");
        output.WriteLine(
            $"MQTT listener to windows to stored documents, {MessagesPerSecond:N0} messages/s, 100 ms batches: p50 {At(0.5):F0} ms, p99 "
            + $"{At(0.99):F0} ms, p99.9 {At(0.999):F0} ms, worst {measured[^1]:F0} ms "
            + $"from PUBLISH to document, over {Seconds} s; {server.Take().Total:N0} documents");
        return 0;

        double At(double share) => measured[(int)(share * (measured.Length - 1))];
    }

    /// <summary>Microseconds since 1970, the same in all processes.</summary>
    public static long Now() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
