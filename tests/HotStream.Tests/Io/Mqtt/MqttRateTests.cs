using System.Diagnostics.Metrics;
using HotStream.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

public sealed class MqttRateTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_second_of_messages_at_once_and_then_one_by_one()
    {
        var rate = new MqttRate(10, null, _clock);
        Assert.Equal(10, TakeAll(rate, 1));
        Assert.False(rate.TryTake(1, out TimeSpan pause));
        Assert.Equal(TimeSpan.FromMilliseconds(100), pause);
        _clock.Advance(pause - TimeSpan.FromTicks(1));
        Assert.Equal(0, TakeAll(rate, 1));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, TakeAll(rate, 1));
        _clock.Advance(TimeSpan.FromMilliseconds(350));
        Assert.Equal(3, TakeAll(rate, 1));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10, TakeAll(rate, 1)); // a long silence saves up no more than a second's worth
    }

    [Fact]
    public void Bytes_are_counted_and_a_message_of_more_than_a_seconds_bytes_is_paid_for_afterwards()
    {
        var rate = new MqttRate(null, 1000, _clock);
        Assert.Equal(4, TakeAll(rate, 250));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(rate.TryTake(5000, out _));
        Assert.False(rate.TryTake(1, out TimeSpan pause));
        Assert.Equal(TimeSpan.FromMilliseconds(4001), pause);
        Assert.False(rate.TryTake(5000, out pause));
        Assert.Equal(TimeSpan.FromSeconds(5), pause);
        _clock.Advance(pause);
        Assert.True(rate.TryTake(5000, out _));
    }

    [Fact]
    public void The_tighter_of_two_limits_counts_and_what_was_not_taken_costs_nothing()
    {
        var rate = new MqttRate(5, 1000, _clock);
        Assert.Equal(4, TakeAll(rate, 250));
        Assert.False(rate.TryTake(250, out _));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, TakeAll(rate, 10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(999)]
    [InlineData(3_000_000)]
    public void Over_time_a_device_gets_what_it_may_have(int perSecond)
    {
        var rate = new MqttRate(perSecond, null, _clock);
        long taken = 0;
        for (int step = 0; step < 100; step++)
        {
            taken += TakeAll(rate, 1);
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        long expected = perSecond + (perSecond * 99L / 10); // the burst, and 9.9 seconds
        Assert.InRange(taken, expected, expected * 1.002);
    }

    [Fact]
    public void A_device_above_its_limit_is_slowed_down_and_loses_nothing()
    {
        using var log = new LogCapture();
        var pauses = new List<double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "hotstream.mqtt.pause.duration")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) =>
        {
            lock (pauses)
            {
                pauses.Add(value);
            }
        });
        listener.Start();
        using var listening = new MqttListening(
            options =>
            {
                options.MessagesPerSecondMax = 10;
                options.Acknowledge = MqttAcknowledge.Stored;
            },
            log: log);
        using MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V5);
        for (ushort id = 1; id <= 25; id++)
        {
            device.Publish("a", $"{id}", qos: 1, id: id);
        }

        using MqttPeer other = MqttPeer.Connect(listening.Port, MqttVersion.V5, "other");
        ExpectAcks(1, 10);
        Assert.True(device.IsSilent());
        other.Publish("b", "mine", qos: 1, id: 1);
        Assert.Equal((MqttPacketType.PubAck, 1), other.ReadAck()); // the limit is each device's own
        for (int last = 11; last <= 15; last++)
        {
            Advance(milliseconds: 100);
            ExpectAcks(last, last);
        }

        Assert.True(device.IsSilent());
        Assert.Contains(log.Entries, entry => entry.Id == 1002 && entry.Message.Contains("MessagesPerSecondMax", StringComparison.Ordinal));
        lock (pauses)
        {
            Assert.NotEmpty(pauses);
            Assert.All(pauses, pause => Assert.InRange(pause, 0, 0.1 + 1e-9)); // by the test's clock
        }

        listening.Engine.Context.Stop(graceful: true); // what was received is taken, limit or not
        Assert.Equal(26, listening.Messages.Count);
        ExpectAcks(16, 25);

        void ExpectAcks(int first, int last)
        {
            for (int id = first; id <= last; id++)
            {
                Assert.Equal((MqttPacketType.PubAck, id), device.ReadAck());
            }
        }

        // The device's thread may not wait yet for the time that is to pass.
        void Advance(int milliseconds)
        {
            Assert.True(device.IsSilent());
            listening.Engine.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        }
    }

    private static int TakeAll(MqttRate rate, int bytes)
    {
        int count = 0;
        while (rate.TryTake(bytes, out _))
        {
            count++;
        }

        return count;
    }
}
