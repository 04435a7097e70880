using System.Text;
using HotStream.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>The receiving half of a connection, driven by hand: packets go in, records and acknowledgements come out.</summary>
public abstract class MqttInboxFixture : IMqttWire, IDisposable
{
    private protected const int AliasMax = 3;

    private readonly Worker _worker = new(0);
    private readonly LaneRing<RecordBlock<MqttMessage>> _ring;
    private readonly Receiver _receiver = new();

    private protected MqttInboxFixture(int ringCapacity = 64, OverflowPolicy overflow = OverflowPolicy.Wait)
    {
        _ring = new(ringCapacity);
        _receiver.Attach(new ReceiverSupervisor(_receiver, new MemoryBudget(64L << 20), TimeSpan.FromSeconds(1), NullLogger.Instance,
            new DeadLetterOutput(_ => { }, 100, TimeProvider.System)));
        Writer = new(_receiver, new LaneWriter<RecordBlock<MqttMessage>>(1, null, _ => _ring, [_worker], overflow, "test", () => { }));
    }

    /// <summary>What was acknowledged, in order: the packet's type, the identifier, the reason when there is one.</summary>
    private protected List<string> Acknowledged { get; } = [];

    /// <summary>Managed bytes that taking messages has allocated.</summary>
    private protected long AllocatedByTaking { get; private set; }

    private protected MqttAcks Acks { get; } = new(knowsQos1: true);

    private protected SlabWriter<MqttMessage> Writer { get; }

    public void Dispose()
    {
        Writer.Dispose();
        _worker.Dispose();
        GC.SuppressFinalize(this);
    }

    void IMqttWire.Write(ReadOnlySpan<byte> packets)
    {
        Assert.False(packets.IsEmpty);
        for (; !packets.IsEmpty; packets = packets[(2 + packets[1])..])
        {
            string reason = packets[1] > 2 ? $" {MqttReason.Describe(packets[4])}" : "";
            Acknowledged.Add($"{(MqttPacketType)(packets[0] >> 4)} {(packets[2] << 8) | packets[3]}{reason}");
        }
    }

    private protected MqttInbox<MqttMessage, MqttMessageRecord> Inbox(MqttAcknowledge acknowledge, MqttDoor? door = null) =>
        new(Writer, Acks, this, MqttVersion.V5, acknowledge, AliasMax, door);

    private protected void Take(MqttInbox<MqttMessage, MqttMessageRecord> inbox, string topic, string payload, int qos = 0, int id = 0,
        bool retain = false, bool duplicate = false, int alias = 0) =>
        Assert.Equal(MqttError.None, TryTake(inbox, topic, payload, qos, id, retain, duplicate, alias));

    private protected MqttError TryTake(MqttInbox<MqttMessage, MqttMessageRecord> inbox, string topic, string payload, int qos = 0,
        int id = 0, bool retain = false, bool duplicate = false, int alias = 0)
    {
        byte[] body =
        [
            0, (byte)topic.Length, .. Encoding.ASCII.GetBytes(topic),
            .. qos > 0 ? (byte[])[(byte)(id >> 8), (byte)id] : [],
            .. alias > 0 ? (byte[])[3, (byte)MqttPropertyId.TopicAlias, 0, (byte)alias] : [0],
            .. Encoding.ASCII.GetBytes(payload),
        ];
        byte[] packet = [(byte)(0x30 | (duplicate ? 8 : 0) | (qos << 1) | (retain ? 1 : 0)), (byte)body.Length, .. body];
        packet.CopyTo(Writer.GetBuffer());
        Writer.Advance(packet.Length);
        Assert.Equal(MqttError.None, MqttFrame.TryRead(Writer.Unread, int.MaxValue, out MqttFrame frame));
        long before = GC.GetAllocatedBytesForCurrentThread();
        MqttError error = inbox.Take(frame);
        AllocatedByTaking += GC.GetAllocatedBytesForCurrentThread() - before;
        Writer.Consume(packet.Length);
        return error;
    }

    private protected List<string> Records() => [.. Blocks(int.MaxValue).SelectMany(block => block.Span.ToArray())
        .Select(message => $"{message.Topic} {message.Payload} {message.Qos} {message.Retain} {message.Duplicate}")];

    /// <summary>A batch takes so many blocks and is done; returns their payloads.</summary>
    private protected List<string> Commit(int blocks)
    {
        List<string> payloads = [.. Blocks(blocks).SelectMany(block => block.Span.ToArray()).Select(message => message.Payload.ToString())];
        _ring.PassBoundary();
        _ring.Settle(succeeded: true);
        return payloads;
    }

    private List<RecordBlock<MqttMessage>> Blocks(int most)
    {
        var all = new List<RecordBlock<MqttMessage>>();
        var one = new RecordBlock<MqttMessage>[1];
        while (all.Count < most && _ring.Ring.Take(one) == 1)
        {
            all.Add(one[0]);
        }

        return all;
    }

    private sealed class Receiver : SlabReceiver<MqttMessage>;
}
