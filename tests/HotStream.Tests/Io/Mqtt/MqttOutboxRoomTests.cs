using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HotStream.Mqtt;
using HotStream.Tests.Streams;
using static HotStream.Tests.Io.Mqtt.MqttOutboxSteps;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>How much fits into the window of messages under way, to the byte and the message; and that memory is given back.</summary>
public sealed class MqttOutboxRoomTests
{
    private const int BytesMax = 4 << 20;
    private const int Overhead = 16;
    private const int MessageMax = 268_435_455;
    private const int RingLength = 1024; // of the first one
    private static readonly int s_topicLength = "some/topic".Length;

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task Bytes_are_counted_with_what_a_packet_has_besides(int beyond, bool waits)
    {
        MqttOutbox outbox = Outbox();
        AddPayloads(outbox, new string('x', 1 << 20));
        int first = outbox.NextToSend(outbox.Connected(MqttServerLimits.None)).Length;
        string second = new('y', BytesMax - first - Overhead - s_topicLength + beyond);
        var adding = new SideThread(() => AddPayloads(outbox, second));
        adding.Start();
        if (waits)
        {
            await outbox.NewsAsync().AsTask().WaitAsync(Engine.Patience); // it says so, and waits
            Assert.True(adding.IsAlive);
            outbox.Sent();
            outbox.Acknowledge([1]);
        }

        Assert.True(adding.Join(Engine.Patience));
    }

    [Fact]
    public void The_largest_message_of_MQTT_is_taken_and_one_byte_more_is_a_dead_letter()
    {
        var letters = new List<DeadLetter>();
        var outbox = new MqttOutbox(new MqttPublishOptions(), "sink", letters.Add);
        byte[] payload = new byte[MessageMax - Overhead - s_topicLength + 1];
        lock (outbox.Gate)
        {
            outbox.Add("some/topic"u8, payload);
        }

        Assert.False(outbox.HasWork);
        outbox.Settle();
        Assert.Equal("it cannot be published: MQTT has no message of more than 268435455 bytes", Assert.Single(letters).Reason);
        lock (outbox.Gate)
        {
            outbox.Add("some/topic"u8, payload.AsSpan(1));
        }

        Assert.True(outbox.HasWork);
        Assert.InRange(outbox.NextToSend(outbox.Connected(MqttServerLimits.None)).Length, payload.Length, payload.Length + Overhead + 10);
    }

    [Fact]
    public void What_is_wrong_with_the_topic_is_said_first()
    {
        var letters = new List<DeadLetter>();
        var outbox = new MqttOutbox(new MqttPublishOptions(), "sink", letters.Add);
        lock (outbox.Gate)
        {
            outbox.Add("bad/#"u8, new byte[MessageMax]);
        }

        outbox.Settle();
        Assert.DoesNotContain("268435455", Assert.Single(letters).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_ring_that_is_just_full_the_first_message_is_not_taken_for_one_behind_the_last()
    {
        MqttOutbox outbox = Outbox();
        Add(outbox, RingLength);
        Assert.Equal(RingLength, Connect(outbox).Count);
        Assert.Empty(Send(outbox, 0));
        outbox.Acknowledge([1]);
        Add(outbox, 1);
        Assert.Equal((ushort)(RingLength + 1), Assert.Single(Send(outbox, 0)).Id);
        outbox.Acknowledge([.. Enumerable.Range(2, RingLength - 1).Select(id => (ushort)id)]);
        Assert.True(outbox.HasWork);
        outbox.Acknowledge([RingLength + 1]);
        Assert.False(outbox.HasWork);
    }

    [Fact]
    public void An_identifier_that_is_nobodys_acknowledges_nothing_in_a_full_ring()
    {
        MqttOutbox outbox = Outbox();
        Add(outbox, RingLength);
        Connect(outbox);
        outbox.Acknowledge([RingLength + 1]);
        outbox.Acknowledge([.. Enumerable.Range(2, RingLength - 1).Select(id => (ushort)id)]);
        Assert.True(outbox.HasWork); // the first one
    }

    [Fact]
    public void Identifier_0_is_nobodys_even_when_all_others_are_in_use()
    {
        MqttOutbox outbox = Outbox();
        Add(outbox, ushort.MaxValue);
        Connect(outbox);
        outbox.Acknowledge([0]);
        outbox.Acknowledge([.. Enumerable.Range(1, ushort.MaxValue - 1).Select(id => (ushort)id)]);
        Assert.True(outbox.HasWork); // 65535, which 0 is congruent to
    }

    [Fact]
    public void All_who_wait_are_informed()
    {
        MqttOutbox outbox = Outbox();
        Add(outbox, 1);
        Task first = outbox.WhenEmptyAsync();
        Task second = outbox.WhenEmptyAsync();
        outbox.Acknowledge([Assert.Single(Connect(outbox)).Id]);
        outbox.Settle();
        Assert.True(first.IsCompletedSuccessfully);
        Assert.True(second.IsCompletedSuccessfully);
    }

    [Fact]
    public void Memory_of_acknowledged_messages_is_used_again()
    {
        MqttOutbox outbox = Outbox();
        int epoch = outbox.Connected(MqttServerLimits.None);
        var memory = new HashSet<byte[]>();
        for (int i = 0; i < 100; i++)
        {
            AddPayloads(outbox, new string('x', 40_000), new string('y', 40_000));
            while (outbox.NextToSend(epoch) is { IsEmpty: false } packets)
            {
                memory.Add(MemoryOf(packets));
                outbox.Sent();
            }

            outbox.Acknowledge([(ushort)((2 * i) + 1), (ushort)((2 * i) + 2)]);
        }

        Assert.InRange(memory.Count, 1, 4);
    }

    [Fact]
    public void Clearing_gives_the_memory_back()
    {
        MqttOutbox outbox = Outbox();
        WeakReference[] memory = Fill(outbox);
        outbox.Clear();
        GC.Collect();
        Assert.DoesNotContain(memory, chunk => chunk.IsAlive);
        GC.KeepAlive(outbox);
    }

    /// <summary>Not inlined, so that nothing on the stack keeps what was sent.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Fill(MqttOutbox outbox)
    {
        var memory = new List<WeakReference>();
        AddPayloads(outbox, new string('x', 1 << 20), new string('y', 1 << 20), "small");
        int epoch = outbox.Connected(MqttServerLimits.None);
        while (outbox.NextToSend(epoch) is { IsEmpty: false } packets)
        {
            memory.Add(new WeakReference(MemoryOf(packets)));
            outbox.Sent();
        }

        Assert.Equal(3, memory.Count);
        return [.. memory];
    }

    private static byte[] MemoryOf(ReadOnlyMemory<byte> packets)
    {
        Assert.True(MemoryMarshal.TryGetArray(packets, out ArraySegment<byte> segment));
        return segment.Array!;
    }

    private static MqttOutbox Outbox() => new(new MqttPublishOptions { InFlightMax = ushort.MaxValue }, "sink", _ => { });
}
