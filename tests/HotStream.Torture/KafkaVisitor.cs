using HotStream.Kafka;

namespace HotStream.Torture;

/// <summary>
/// Another member of a group, for a while: it is given partitions, does nothing with their records, commits nothing, and leaves, or is gone
/// without a word.
/// </summary>
internal sealed unsafe class KafkaVisitor
{
    private const int PollMilliseconds = 50;
    private const int LeaveMilliseconds = 3000;

    private readonly KafkaClient _client;
    private readonly nint _queue;
    private readonly Thread _thread;
    private volatile bool _isOver;

    public KafkaVisitor(IEnumerable<KeyValuePair<string, string>> settings, string topic, TimeSpan time, bool leaves)
    {
        _client = KafkaClient.Create(KafkaClient.Consumer, settings, KafkaEvents.Error);
        RdKafka.PollSetConsumer(_client.Handle);
        _queue = RdKafka.QueueOfConsumer(_client.Handle);
        using var topics = new PartitionList((new TopicPartition(topic, -1), 0L));
        RdKafka.Subscribe(_client.Handle, topics.Native);
        _thread = new Thread(() => Stay((long)time.TotalMilliseconds, leaves)) { IsBackground = true, Name = "visitor" };
        _thread.Start();
    }

    public bool IsGone => !_thread.IsAlive;

    /// <summary>It goes at once.</summary>
    public void End()
    {
        _isOver = true;
        _thread.Join();
    }

    private void Stay(long milliseconds, bool leaves)
    {
        Poll(milliseconds, static () => false);
        if (leaves && !_isOver && RdKafka.CloseConsumer(_client.Handle, _queue) == 0)
        {
            Poll(LeaveMilliseconds, () => RdKafka.IsConsumerClosed(_client.Handle) != 0);
        }

        RdKafka.QueueDestroy(_queue);
        _client.Release();
    }

    private void Poll(long milliseconds, Func<bool> isDone)
    {
        long end = Environment.TickCount64 + milliseconds;
        while (!_isOver && Environment.TickCount64 < end && !isDone())
        {
            if (RdKafka.EventPoll(_queue, PollMilliseconds) is not 0 and nint happened)
            {
                RdKafka.EventDestroy(happened);
            }
        }
    }
}
