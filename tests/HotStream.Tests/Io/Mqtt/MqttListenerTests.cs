using System.Collections.Concurrent;
using System.Text;
using HotStream.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

public sealed class MqttListenerTests
{
    public static TheoryData<MqttVersion> Versions => [MqttVersion.V311, MqttVersion.V5];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Messages_of_every_QoS_arrive_and_are_acknowledged_when_their_batch_is_done(MqttVersion version)
    {
        using var listening = new MqttListening();
        using MqttPeer device = MqttPeer.Connect(listening.Port, version);
        device.Publish("plant/0", "none");
        device.Publish("plant/1", "one", qos: 1, id: 7);
        device.Publish("plant/2", "two", qos: 2, id: 8, retain: true);
        device.Publish("plant/1", "three", qos: 1, id: 9);
        device.Send([0xC0, 0]);
        Assert.Equal(MqttPacketType.PingResp, device.Read().Type); // everything before it was taken
        Assert.True(device.IsSilent());
        Assert.Equal(["plant/0 none 0", "plant/1 one 1", "plant/1 three 1", "plant/2 two 2 retained"], listening.WaitFor(4)
            .Order(StringComparer.Ordinal));
        Assert.Equal((MqttPacketType.PubAck, 7), device.ReadAck());
        Assert.Equal((MqttPacketType.PubRec, 8), device.ReadAck());
        Assert.Equal((MqttPacketType.PubAck, 9), device.ReadAck());
        device.Ack(MqttPacketType.PubRel, 8);
        Assert.Equal((MqttPacketType.PubComp, 8), device.ReadAck());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Stored_is_enough_when_told_so(MqttVersion version)
    {
        using var listening = new MqttListening(options => options.Acknowledge = MqttAcknowledge.Stored);
        using MqttPeer device = MqttPeer.Connect(listening.Port, version);
        device.Publish("a", "1", qos: 1, id: 1);
        Assert.Equal((MqttPacketType.PubAck, 1), device.ReadAck());
        device.Publish("a", "2", qos: 2, id: 2);
        Assert.Equal((MqttPacketType.PubRec, 2), device.ReadAck());
        device.Publish("a", "2", qos: 2, id: 2, duplicate: true);
        Assert.Equal((MqttPacketType.PubRec, 2), device.ReadAck());
        device.Ack(MqttPacketType.PubRel, 2);
        Assert.Equal((MqttPacketType.PubComp, 2), device.ReadAck());
        device.Publish("a", "3", qos: 2, id: 2); // the identifier is free again
        Assert.Equal((MqttPacketType.PubRec, 2), device.ReadAck());
        Assert.Equal(["a 1 1", "a 2 2", "a 3 2"], listening.WaitFor(3).Order(StringComparer.Ordinal));
        listening.Engine.Tick();
        Assert.Equal(3, listening.Messages.Count);
    }

    [Fact]
    public void A_QoS_2_message_sent_again_before_its_batch_is_done_is_one_message()
    {
        using var listening = new MqttListening();
        using MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V311);
        device.Publish("a", "1", qos: 2, id: 2);
        device.Publish("a", "1", qos: 2, id: 2, duplicate: true);
        device.Publish("a", "last");
        Assert.Equal(["a 1 2", "a last 0"], listening.WaitFor(2).Order(StringComparer.Ordinal));
        Assert.Equal((MqttPacketType.PubRec, 2), device.ReadAck());
        Assert.Equal((MqttPacketType.PubRec, 2), device.ReadAck());
        listening.Engine.Tick();
        Assert.Equal(2, listening.Messages.Count);
    }

    [Fact]
    public void What_a_failed_batch_held_is_not_acknowledged_and_the_device_is_asked_to_send_it_again()
    {
        bool fails = true;
        using var listening = new MqttListening(fails: () => fails);
        using (MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V5))
        {
            device.Publish("a", "1", qos: 1, id: 1);
            listening.WaitFor(1);
            (MqttPacketType type, byte[] body) = device.Read();
            Assert.Equal((MqttPacketType.Disconnect, MqttReason.Unspecified), (type, body[0]));
            Assert.True(device.IsClosedByTheOtherSide());
        }

        fails = false;
        using MqttPeer again = MqttPeer.Connect(listening.Port, MqttVersion.V5);
        again.Publish("a", "1", qos: 1, id: 1, duplicate: true);
        listening.WaitFor(2);
        Assert.Equal((MqttPacketType.PubAck, 1), again.ReadAck());
    }

    [Fact]
    public void Topic_aliases_and_user_properties_of_MQTT_5_are_understood()
    {
        using var listening = new MqttListening();
        using MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V5);
        string topic = "plant/a-topic-longer-than-a-slice-holds";
        for (int i = 0; i < 2000; i++)
        {
            byte[] name = i == 0 ? Encoding.ASCII.GetBytes(topic) : [];
            string payload = $"payload number {i}";
            device.Send(o => MqttWriter.Publish(
                o, MqttVersion.V5, name, Encoding.ASCII.GetBytes(payload),
                properties: new MqttPropertyWriter().Number(MqttPropertyId.TopicAlias, 64).User("other", "x")
                .User("unit", "degrees Celsius").Properties));
        }

        Assert.Equal(Enumerable.Range(0, 2000).Select(i => $"{topic} payload number {i} 0")
            .Order(StringComparer.Ordinal), listening.WaitFor(2000).Order(StringComparer.Ordinal));
        Assert.Equal(2000, listening.UserProperties.Count(unit => unit == "degrees Celsius"));
        device.Send(o => MqttWriter.Publish(o, MqttVersion.V5, default, "x"u8,
            properties: new MqttPropertyWriter().Number(MqttPropertyId.TopicAlias, 63).Properties));
        (MqttPacketType type, byte[] body) = device.Read();
        Assert.Equal((MqttPacketType.Disconnect, MqttReason.TopicAliasInvalid), (type, body[0]));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Payloads_of_any_size_arrive_whole_in_any_pieces(MqttVersion version)
    {
        using var listening = new MqttListening();
        using MqttPeer device = MqttPeer.Connect(listening.Port, version);
        int[] sizes = [0, 1, 12, 13, 100, 4000, 65_000, 65_536, 70_000, 300_000, 1_000_000, 5];
        byte[] stream = [.. sizes.SelectMany(size =>
            MqttCases.Write(o => MqttWriter.Publish(o, version, "size"u8, Encoding.ASCII.GetBytes(new string('p', size)))))];
        for (int at = 0; at < stream.Length;)
        {
            int piece = (int)Math.Min(1 + (at * 7919L % 20_000), stream.Length - at);
            device.Send(stream[at..(at + piece)]);
            at += piece;
        }

        Assert.Equal(sizes.Order(), listening.WaitFor(sizes.Length).Select(message => message.Length - "size  0".Length).Order());
    }

    [Fact]
    public void Authentication_sees_the_login_and_its_no_is_the_devices_no()
    {
        var seen = new ConcurrentQueue<MqttLogin>();
        using var log = new LogCapture();
        using var listening = new MqttListening(
            options => options.Authenticate = login =>
            {
                seen.Enqueue(login);
                return login.UserName == "anna" && login.Password.Span.SequenceEqual("right"u8);
            },
            log: log);
        Assert.Equal((0, 0), Login(MqttVersion.V311, "right"));
        Assert.Equal((0, 4), Login(MqttVersion.V311, "wrong"));
        Assert.Equal((0, MqttReason.BadUserNameOrPassword), Login(MqttVersion.V5, "wrong"));
        Assert.Equal(["c", "c", "c"], seen.Select(login => login.ClientId));
        Engine.WaitFor(() => log.Entries.Any(entry => entry.Id == 1002
            && entry.Message.Contains("bad user name or password", StringComparison.Ordinal)), "the refusal was reported");

        (byte, byte) Login(MqttVersion version, string password)
        {
            using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            socket.Connect(System.Net.IPAddress.Loopback, listening.Port);
            using var peer = new MqttPeer(socket, version);
            peer.Send(o => MqttWriter.Connect(o, new MqttConnect
            {
                Version = version,
                CleanStart = true,
                ClientId = "c"u8,
                HasUserName = true,
                UserName = "anna"u8,
                HasPassword = true,
                Password = Encoding.ASCII.GetBytes(password),
            }));
            (MqttPacketType type, byte[] body) = peer.Read();
            Assert.Equal(MqttPacketType.ConnAck, type);
            return (body[0], body[1]);
        }
    }

    [Theory]
    [InlineData("100C00044D5154540902003C0000", true)] // MQTT 9
    [InlineData("3003000161", false)] // PUBLISH before CONNECT
    [InlineData("FFFFFFFFFFFF", false)]
    public void A_device_that_begins_wrongly_is_shown_the_door(string hex, bool isTold)
    {
        var letters = new ConcurrentQueue<DeadLetter>();
        using var listening = new MqttListening(letters: letters);
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Connect(System.Net.IPAddress.Loopback, listening.Port);
        using var device = new MqttPeer(socket, MqttVersion.V311);
        device.Send(Convert.FromHexString(hex));
        if (isTold)
        {
            (MqttPacketType type, byte[] body) = device.Read();
            Assert.Equal((MqttPacketType.ConnAck, 1), (type, body[1]));
        }

        Assert.True(device.IsClosedByTheOtherSide());
        Engine.WaitFor(() => letters.Count == 1, "the dead letter");
    }

    [Fact]
    public void A_packet_that_is_too_large_is_refused_before_it_is_received()
    {
        var letters = new ConcurrentQueue<DeadLetter>();
        using var listening = new MqttListening(options => options.PayloadBytesMax = 1000, letters: letters);
        using MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V5);
        device.Publish("a", "small");
        device.Send([0x30, 0x80, 0x80, 0x80, 0x80 - 1, 0, 1, (byte)'a']); // 256 MiB begin
        listening.WaitFor(1);
        Engine.WaitFor(() => letters.Count == 1, "the dead letter");
        Assert.Contains("PayloadBytesMax", letters.Single().Reason, StringComparison.Ordinal);
        Assert.Equal(266_338_309, letters.Single().Length);
        (MqttPacketType type, byte[] body) = device.Read();
        Assert.Equal((MqttPacketType.Disconnect, MqttReason.PacketTooLarge), (type, body[0]));
    }

    [Fact]
    public void A_silent_device_is_disconnected_after_one_and_a_half_times_its_keep_alive_and_leaves_its_will()
    {
        using var listening = new MqttListening();
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Connect(System.Net.IPAddress.Loopback, listening.Port);
        using var device = new MqttPeer(socket, MqttVersion.V5);
        device.Send(o => MqttWriter.Connect(o, new MqttConnect
        {
            Version = MqttVersion.V5,
            CleanStart = true,
            ClientId = "c"u8,
            KeepAliveSeconds = 1,
            HasWill = true,
            WillTopic = "a-will-topic-longer-than-a-slice-holds"u8,
            WillPayload = "gone"u8,
            WillQos = 1,
        }));
        Assert.Equal(MqttPacketType.ConnAck, device.Read().Type);
        (MqttPacketType type, byte[] body) = device.Read();
        Assert.Equal((MqttPacketType.Disconnect, MqttReason.KeepAliveTimeout), (type, body[0]));
        Assert.Equal(["a-will-topic-longer-than-a-slice-holds gone 1"], listening.WaitFor(1));
    }

    [Fact]
    public void A_device_that_says_good_bye_leaves_no_will_and_one_that_breaks_off_does()
    {
        using var listening = new MqttListening();
        foreach (bool isPolite in (bool[])[true, false])
        {
            using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            socket.Connect(System.Net.IPAddress.Loopback, listening.Port);
            using var device = new MqttPeer(socket, MqttVersion.V311);
            device.Send(o => MqttWriter.Connect(o, new MqttConnect
            {
                Version = MqttVersion.V311,
                CleanStart = true,
                ClientId = "c"u8,
                HasWill = true,
                WillTopic = "will"u8,
                WillPayload = isPolite ? "polite"u8 : "broken"u8,
            }));
            Assert.Equal(MqttPacketType.ConnAck, device.Read().Type);
            if (isPolite)
            {
                device.Send([0xE0, 0]);
                Assert.True(device.IsClosedByTheOtherSide());
            }
        }

        Assert.Equal(["will broken 0"], listening.WaitFor(1));
    }

    [Fact]
    public void A_second_connection_of_a_device_ends_the_first()
    {
        using var listening = new MqttListening();
        using MqttPeer first = MqttPeer.Connect(listening.Port, MqttVersion.V5, "same");
        using MqttPeer other = MqttPeer.Connect(listening.Port, MqttVersion.V5, "other");
        using MqttPeer second = MqttPeer.Connect(listening.Port, MqttVersion.V5, "same");
        (MqttPacketType type, byte[] body) = first.Read();
        Assert.Equal((MqttPacketType.Disconnect, MqttReason.SessionTakenOver), (type, body[0]));
        Assert.True(first.IsClosedByTheOtherSide());
        other.Publish("a", "other");
        second.Publish("a", "second");
        Assert.Equal(["a other 0", "a second 0"], listening.WaitFor(2).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_device_over_the_limit_is_refused_and_there_is_room_again_when_one_leaves()
    {
        using var log = new LogCapture();
        using var listening = new MqttListening(options => options.ConnectionsMax = 1, log: log);
        using (MqttPeer first = MqttPeer.Connect(listening.Port, MqttVersion.V311, "first"))
        {
            using MqttPeer second = MqttPeer.Connect(listening.Port, MqttVersion.V311, "second", expectAccepted: false);
            Assert.True(second.IsClosedByTheOtherSide());
            Assert.Contains(log.Entries, entry => entry.Id == 1002 && entry.Message.Contains("ConnectionsMax", StringComparison.Ordinal));
            first.Send([0xE0, 0]);
            Assert.True(first.IsClosedByTheOtherSide());
        }

        using MqttPeer third = MqttPeer.Connect(listening.Port, MqttVersion.V311, "third");
        third.Publish("a", "third");
        Assert.Equal(["a third 0"], listening.WaitFor(1));
    }

    [Fact]
    public void More_messages_than_the_receive_maximum_end_the_connection()
    {
        using var listening = new MqttListening(options => options.ReceiveMaximum = 2);
        using MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V5);
        for (ushort id = 1; id <= 3; id++)
        {
            device.Publish("a", $"{id}", qos: 1, id: id);
        }

        (MqttPacketType type, byte[] body) = device.Read();
        Assert.Equal((MqttPacketType.Disconnect, MqttReason.ReceiveMaximumExceeded), (type, body[0]));
    }

    [Fact]
    public async Task A_graceful_stop_processes_and_acknowledges_what_was_received()
    {
        using var listening = new MqttListening();
        using MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V5);
        for (ushort id = 1; id <= 1000; id++)
        {
            device.Publish("a", $"{id}", qos: 1, id: id);
        }

        SentBytes.WaitUntilReceived(device.Socket);
        await listening.Engine.Context.StopAsync(graceful: true).WaitAsync(Engine.Patience);
        Assert.Equal(1000, listening.Messages.Count);
        for (int id = 1; id <= 1000; id++)
        {
            Assert.Equal((MqttPacketType.PubAck, id), device.ReadAck());
        }

        (MqttPacketType type, byte[] body) = device.Read();
        Assert.Equal((MqttPacketType.Disconnect, MqttReason.ServerShuttingDown), (type, body[0]));
        Assert.True(device.IsClosedByTheOtherSide());
    }

    [Theory]
    [InlineData("311", 0)]
    [InlineData("311", 1)]
    [InlineData("311", 2)]
    [InlineData("5", 0)]
    [InlineData("5", 1)]
    [InlineData("5", 2)]
    public async Task The_publisher_of_mosquitto_is_understood(string version, int qos)
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        using var listening = new MqttListening();
        string lines = string.Concat(Enumerable.Range(0, 300).Select(i => $"{{'number': '{i}'}}\n"));
        Task<(int Code, string Errors)> publishing = Task.Run(() =>
            Mosquitto.Publish(listening.Port, lines, "-V", version, "-q", $"{qos}", "-t", "plusone", "-l", "-i", "publisher"));
        string[] messages = listening.WaitFor(300);
        while (!publishing.IsCompleted)
        {
            listening.Engine.Tick(); // acknowledgements come with batches
            await Task.Delay(1);
        }

        Assert.Equal((0, ""), await publishing);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"plusone {{'number': '{i}'}} {qos}")
            .Order(StringComparer.Ordinal), messages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_publisher_of_mosquitto_is_told_that_it_may_not()
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        using var listening = new MqttListening(options => options.Authenticate = login => login.UserName == "anna");
        (int code, string errors) = Mosquitto.Publish(listening.Port, "", "-t", "a", "-m", "b", "-u", "bob", "-P", "x", "-V", "311");
        Assert.NotEqual(0, code);
        Assert.Contains("bad user name or password", errors, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((0, ""), Mosquitto.Publish(listening.Port, "", "-t", "a", "-m", "b", "-u", "anna", "-P", "x"));
        Assert.Equal(["a b 0"], listening.WaitFor(1));
    }

    [Fact]
    public void Devices_may_have_to_speak_TLS()
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        using var certificates = new TestCertificates();
        string authority = Path.GetTempFileName();
        File.WriteAllText(authority, certificates.AuthorityPem);
        try
        {
            using var listening = new MqttListening(options =>
            {
                options.Tls = certificates.ServerOptions();
                options.Acknowledge = MqttAcknowledge.Stored;
            });
            string lines = string.Concat(Enumerable.Range(0, 500).Select(i => $"{i}\n"));
            (int code, string errors) =
                Mosquitto.Publish(listening.Port, lines, "-h", "localhost", "-t", "a", "-q", "2", "-l", "--cafile", authority);
            Assert.Equal((0, ""), (code, errors));
            Assert.Equal(500, listening.WaitFor(500).Distinct().Count());
            (code, _) = Mosquitto.Publish(listening.Port, "", "-t", "a", "-m", "plain");
            Assert.NotEqual(0, code);
        }
        finally
        {
            File.Delete(authority);
        }
    }
}
