using HotStream.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>What a listener remembers of a device from one connection to the next.</summary>
public sealed class MqttSessionTests
{
    public static TheoryData<MqttVersion> Versions => [MqttVersion.V311, MqttVersion.V5];

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_QoS_2_message_whose_PUBREC_was_lost_is_one_message_over_three_connections(MqttVersion version)
    {
        using var listening = new MqttListening();
        using (MqttPeer device = MqttPeer.Greet(listening.Port, version).Peer)
        {
            device.Publish("a", "once", qos: 2, id: 5);
            listening.WaitFor(1);
            Assert.Equal((MqttPacketType.PubRec, 5), device.ReadAck()); // which the device never saw
        }

        using (MqttPeer device = Return(listening.Port, version))
        {
            device.Publish("a", "once", qos: 2, id: 5, duplicate: true);
            Assert.Equal((MqttPacketType.PubRec, 5), device.ReadAck());
            device.Ack(MqttPacketType.PubRel, 5);
            Assert.Equal((MqttPacketType.PubComp, 5), device.ReadAck()); // which it did not see either
        }

        using (MqttPeer device = Return(listening.Port, version))
        {
            device.Ack(MqttPacketType.PubRel, 5);
            Assert.Equal((MqttPacketType.PubComp, 5), device.ReadAck());
            device.Publish("a", "twice", qos: 2, id: 5); // the identifier is free
            Assert.Equal(["a once 2", "a twice 2"], listening.WaitFor(2).Order(StringComparer.Ordinal));
        }

        listening.Engine.Tick();
        Assert.Equal(2, listening.Messages.Count);
    }

    [Theory]
    [InlineData(MqttVersion.V311, 1)]
    [InlineData(MqttVersion.V311, 2)]
    [InlineData(MqttVersion.V5, 1)]
    [InlineData(MqttVersion.V5, 2)]
    public void A_message_sent_again_before_its_batch_was_done_is_stored_once_and_acknowledged_with_its_batch(MqttVersion version, int qos)
    {
        using var listening = new MqttListening();
        using (MqttPeer device = MqttPeer.Greet(listening.Port, version).Peer)
        {
            device.Publish("a", "once", qos, id: 5);
            device.Send([0xC0, 0]);
            Assert.Equal(MqttPacketType.PingResp, device.Read().Type); // it was taken
        }

        using MqttPeer again = Return(listening.Port, version);
        again.Publish("a", "once", qos, id: 5, duplicate: true);
        again.Send([0xC0, 0]);
        Assert.Equal(MqttPacketType.PingResp, again.Read().Type);
        Assert.True(again.IsSilent());
        Assert.Equal([$"a once {qos}"], listening.WaitFor(1));
        Assert.Equal((qos == 1 ? MqttPacketType.PubAck : MqttPacketType.PubRec, 5), again.ReadAck());
        listening.Engine.Tick();
        Assert.Single(listening.Messages);
    }

    [Fact]
    public void What_a_failed_batch_held_is_stored_when_the_session_sends_it_again()
    {
        bool fails = true;
        using var listening = new MqttListening(fails: () => fails);
        using (MqttPeer device = MqttPeer.Greet(listening.Port, MqttVersion.V5).Peer)
        {
            device.Publish("a", "x", qos: 2, id: 5);
            listening.WaitFor(1);
            (MqttPacketType type, byte[] body) = device.Read();
            Assert.Equal((MqttPacketType.Disconnect, MqttReason.Unspecified), (type, body[0]));
        }

        fails = false;
        using MqttPeer again = Return(listening.Port, MqttVersion.V5);
        again.Publish("a", "x", qos: 2, id: 5, duplicate: true);
        Assert.Equal(["a x 2", "a x 2"], listening.WaitFor(2));
        Assert.Equal((MqttPacketType.PubRec, 5), again.ReadAck());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_clean_start_and_the_end_of_its_time_end_a_session(MqttVersion version)
    {
        var devices = new MqttDevices();
        using var listening = new MqttListening(options =>
        {
            options.Devices = devices;
            options.SessionExpiryMax = TimeSpan.FromSeconds(6);
        });
        MqttPeer device = MqttPeer.Greet(listening.Port, version).Peer;
        device.Subscribe("c");
        device.Dispose();
        (device, bool isPresent, _) = MqttPeer.Greet(listening.Port, version, cleanStart: true);
        Assert.False(isPresent);
        Assert.Equal(0, devices.Publish("c", "to nobody"));
        device.Leave();
        device.Dispose();
        if (version == MqttVersion.V5)
        {
            (device, isPresent, _) = MqttPeer.Greet(listening.Port, version); // a clean start may still want to be kept
            Assert.True(isPresent);
        }
        else
        {
            (device, isPresent, _) = MqttPeer.Greet(listening.Port, version);
            Assert.False(isPresent);
        }

        device.Subscribe("c");
        device.Dispose();
        Engine.WaitFor(() => devices.Publish("c", "x") == 0, "the session was forgotten");
        (device, isPresent, _) = MqttPeer.Greet(listening.Port, version);
        Assert.False(isPresent);
        device.Dispose();
    }

    [Fact]
    public void Sessions_of_devices_that_are_away_are_bounded_in_number()
    {
        var devices = new MqttDevices();
        using var listening = new MqttListening(options =>
        {
            options.Devices = devices;
            options.SessionsMax = 2;
        });
        foreach (string name in (string[])["a", "b", "c", "d"])
        {
            using MqttPeer device = MqttPeer.Greet(listening.Port, MqttVersion.V5, name).Peer;
            device.Subscribe("t");
            device.Leave();
        }

        Engine.WaitFor(() => devices.Publish("t", "x") == 2, "the oldest two were forgotten");
        using MqttPeer last = Return(listening.Port, MqttVersion.V5, "d");
        Assert.Equal("t x 1", last.ReadPublish().Message);
        (MqttPeer first, bool isPresent, _) = MqttPeer.Greet(listening.Port, MqttVersion.V5, "a");
        Assert.False(isPresent);
        first.Dispose();
    }

    [Fact]
    public void A_device_may_shorten_its_session_as_it_leaves()
    {
        using var listening = new MqttListening();
        MqttPeer device = MqttPeer.Greet(listening.Port, MqttVersion.V5).Peer;
        device.Send(o => MqttWriter.Ack(o, MqttPacketType.Disconnect, MqttVersion.V5,
            properties: new MqttPropertyWriter().Number(MqttPropertyId.SessionExpiry, 0).Properties));
        Assert.True(device.IsClosedByTheOtherSide());
        device.Dispose();
        Engine.WaitFor(
            () =>
            {
                (device, bool isPresent, _) = MqttPeer.Greet(listening.Port, MqttVersion.V5, expirySeconds: 0);
                device.Dispose();
                return !isPresent;
            }, "the session was gone");
    }

    [Fact]
    public void Two_clients_of_one_name_share_a_session_one_after_the_other_and_the_log_names_the_cause()
    {
        using var log = new LogCapture();
        using var listening = new MqttListening(log: log);
        MqttPeer device = MqttPeer.Greet(listening.Port, MqttVersion.V5, "same\u001b[31m").Peer;
        for (ushort i = 1; i <= 20; i++)
        {
            device.Publish("a", $"{i}", qos: 1, id: i);
            (MqttPeer next, bool isPresent, _) = MqttPeer.Greet(listening.Port, MqttVersion.V5, "same\u001b[31m");
            Assert.True(isPresent);
            device.Dispose();
            device = next;
        }

        device.Publish("a", "last");
        Engine.WaitFor(
            () =>
            {
                listening.Engine.Tick();
                return listening.Messages.Contains("a last 0");
            }, "the last message arrived");
        device.Dispose();
        string cause =
            log.Entries.First(entry => entry.Message.Contains("two devices have one client identifier", StringComparison.Ordinal)).Message;
        Assert.DoesNotContain('\u001b', cause);
        // once a minute
        Assert.Single(log.Entries, entry => entry.Message.Contains("two devices have one client identifier", StringComparison.Ordinal));
    }

    [Fact]
    public void A_device_of_another_user_does_not_get_a_session_by_its_name()
    {
        using var listening = new MqttListening(options => options.Authenticate = login => login.UserName is not null);
        using MqttPeer anna = MqttPeer.Greet(listening.Port, MqttVersion.V5, "device", user: "anna").Peer;
        (MqttPeer bob, _, int code) = MqttPeer.Greet(listening.Port, MqttVersion.V5, "device", user: "bob");
        Assert.Equal(MqttReason.ClientIdNotValid, code);
        bob.Dispose();
        anna.Publish("a", "still here");
        Assert.Equal(["a still here 0"], listening.WaitFor(1));
    }

    [Fact]
    public void Messages_of_a_device_keep_their_order_over_many_rests_and_connections()
    {
        using var listening = new MqttListening(options => options.Acknowledge = MqttAcknowledge.Stored);
        for (int connection = 0; connection < 4; connection++)
        {
            using MqttPeer device = MqttPeer.Greet(listening.Port, MqttVersion.V311).Peer;
            for (int i = 0; i < 5; i++)
            {
                int number = (connection * 5) + i;
                device.Publish("a", $"{number:D3}", qos: 1, id: (ushort)(number + 1));
                Assert.Equal((MqttPacketType.PubAck, number + 1), device.ReadAck());
                listening.WaitFor(number + 1);
                Thread.Sleep(i == 2 ? 250 : 0); // long enough to be put to rest
            }
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"a {i:D3} 1"), listening.Messages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void MQTT_3_1_is_spoken(int qos)
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        using var listening = new MqttListening(options => options.Acknowledge = MqttAcknowledge.Stored);
        Assert.Equal((0, ""), Mosquitto.Publish(listening.Port, "1\n2\n3\n", "-V", "mqttv31", "-q", $"{qos}", "-t", "old",
            "-l", "-i", "old-device"));
        Assert.Equal([$"old 1 {qos}", $"old 2 {qos}", $"old 3 {qos}"], listening.WaitFor(3).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_version_that_is_none_is_answered()
    {
        using var listening = new MqttListening();
        using MqttPeer device = MqttPeer.Open(listening.Port);
        device.Send(Convert.FromHexString("100E00064D51497364700402003C0000")); // MQIsdp 4
        (MqttPacketType type, byte[] body) = device.Read();
        Assert.Equal((MqttPacketType.ConnAck, 1), (type, body[1]));
    }

    private static MqttPeer Return(int port, MqttVersion version, string clientId = "device")
    {
        (MqttPeer device, bool isPresent, int code) = MqttPeer.Greet(port, version, clientId);
        Assert.Equal((true, 0), (isPresent, code));
        return device;
    }
}
