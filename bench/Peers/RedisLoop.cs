using StackExchange.Redis;

namespace HotStream.Bench;

/// <summary>
/// A stream of Redis, and the client library's bare loop over it: <c>XREADGROUP</c> and <c>XACK</c> of 1000 entries at a time.
/// </summary>
internal sealed class RedisLoop : IDisposable
{
    public const string Key = "readings";

    private const int AtOnce = 1000;

    private readonly ServerProcess _server = ServerProcess.StartRedis();
    private readonly QueueTexts _texts;
    private int _groups;

    public RedisLoop(QueueTexts texts)
    {
        _texts = texts;
        using var connection = Connect();
        IDatabase database = connection.GetDatabase();
        for (var i = 0; i < texts.Count; i += AtOnce)
        {
            Task.WaitAll(Enumerable.Range(i, Math.Min(AtOnce, texts.Count - i))
                .Select(number => (Task)database.StreamAddAsync(Key, "payload", QueueTexts.Text(number))));
        }
    }

    public string Address => $"redis://127.0.0.1:{_server.Port}";

    /// <summary>A group that has read nothing.</summary>
    public string NewGroup() => $"group-{++_groups}";

    public JobOutcome Run()
    {
        string group = NewGroup();
        long count = 0;
        long sum = 0;
        var meter = new RunMeter();
        using (var connection = Connect())
        {
            IDatabase database = connection.GetDatabase();
            database.StreamCreateConsumerGroup(Key, group, StreamPosition.Beginning);
            while (count < _texts.Count)
            {
                StreamEntry[] entries = database.StreamReadGroup(Key, group, "bench", StreamPosition.NewMessages, AtOnce);
                foreach (StreamEntry entry in entries)
                    sum += QueueTexts.NumberOf(((ReadOnlyMemory<byte>)entry.Values[0].Value).Span);
                count += entries.Length;
                database.StreamAcknowledge(Key, group, Array.ConvertAll(entries, static entry => entry.Id));
            }
        }

        return meter.Outcome(count, () => QueueTexts.AnswerOf(count, sum));
    }

    public void Dispose() => _server.Dispose();

    private ConnectionMultiplexer Connect() =>
        ConnectionMultiplexer.Connect(new ConfigurationOptions { EndPoints = { { "127.0.0.1", _server.Port } } });
}
