using System.Buffers;

namespace HotStream.ZeroMq;

/// <summary>One partition's side: encodes a block and hands it to the hub.</summary>
internal sealed class ZeroMqSinkWriter<T>(ZeroMqTarget<T> target, ZeroMqHub hub, SinkPartition partition, string sink) : SinkWriter<T>
{
    private readonly ArrayBufferWriter<byte> _topic = new();
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly ZeroMqBlock _block = new();
    private BatchTime _time;
    private long _record;

    protected override void Begin(BatchTime time) => (_time, _record) = (time, 0);

    protected override void Write(ReadOnlySpan<T> records)
    {
        _block.Clear();
        foreach (ref readonly T record in records)
        {
            Add(record);
            _record++;
        }

        if (hub.Options is ZeroMqPushOptions push)
        {
            hub.Push(_block, push.WaitFor, partition.BatchStopping);
        }
        else
        {
            hub.Publish(_block);
        }
    }

    protected override Task CompleteAsync(CancellationToken stop) =>
        hub.Options is ZeroMqPushOptions push ? hub.WhenSentAsync(push.WaitFor, stop) : Task.CompletedTask;

    protected override void Abort() => hub.Clear();

    private void Add(in T record)
    {
        _topic.ResetWrittenCount();
        _body.ResetWrittenCount();
        Utf8Slice body;
        bool holdsBody;
        try
        {
            target.Topic?.Encode(in record, _topic);
            holdsBody = target.Payload.TryGetSlice(in record, out body);
            if (!holdsBody)
            {
                target.Payload.Encode(in record, _body);
            }
        }
        catch (Exception cause)
        {
            Reject($"it could not be encoded: {PlainText.Of(cause.Message)}", target.Payload.Describe(in record, _body.WrittenSpan));
            return;
        }

        ReadOnlySpan<byte> topic = target.Topic is null ? target.FixedTopic : _topic.WrittenSpan;
        ReadOnlySpan<byte> bytes = holdsBody ? body.Bytes : _body.WrittenSpan;
        if (topic.Length + bytes.Length > hub.Options.QueueBytesMax)
        {
            Reject($"it has {topic.Length + bytes.Length} bytes, and at most {hub.Options.QueueBytesMax} may wait for a peer; raise "
                + "QueueBytesMax", bytes);
            return;
        }

        _block.Add(target.HasTopic, topic, bytes);
    }

    private void Reject(string reason, ReadOnlySpan<byte> bytes) => partition.Reject(sink, _time, _record, reason, bytes);
}
