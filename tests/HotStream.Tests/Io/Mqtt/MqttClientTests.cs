using System.Collections.Concurrent;
using System.Text;
using HotStream.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>Against a broker made by hand, which does what a real one does seldom.</summary>
public sealed class MqttClientTests
{
    public static TheoryData<MqttVersion> Versions => [MqttVersion.V311, MqttVersion.V5];

    private static MqttTopic[] Topics => [new MqttTopic("a")];

    [Fact]
    public void The_greeting_says_what_the_options_say()
    {
        using var broker = new FakeBroker();
        var options = new MqttOptions
        {
            ClientId = "me",
            UserName = "anna",
            Password = "secret",
            KeepAlive = TimeSpan.FromSeconds(17),
            SessionExpiry = TimeSpan.FromSeconds(99),
            ReceiveMaximum = 12,
            PayloadBytesMax = 5000,
            Will = new MqttLastWill("will", "gone"u8.ToArray(), MqttQos.ExactlyOnce, Retain: true),
        };
        using var subscriber = new MqttSubscriber(broker.Address, options,
            [new MqttTopic("a/+", MqttQos.ExactlyOnce), new MqttTopic("$share/g/b", MqttQos.AtMostOnce)], waits: false);
        MqttPeer peer = broker.Accept(MqttVersion.V5, out byte[] body);
        Assert.Equal(MqttError.None, MqttConnect.TryRead(body, out MqttConnect connect));
        Assert.Equal((MqttVersion.V5, false, 17), (connect.Version, connect.CleanStart, (int)connect.KeepAliveSeconds));
        Assert.Equal("me anna secret will gone", $"{Text(connect.ClientId)} {Text(connect.UserName)} {Text(connect.Password)} "
            + $"{Text(connect.WillTopic)} {Text(connect.WillPayload)}");
        Assert.Equal((2, true), (connect.WillQos, connect.WillRetain));
        Assert.True(connect.Properties.TryGetNumber(MqttPropertyId.SessionExpiry, out uint expiry) && expiry == 99);
        Assert.True(connect.Properties.TryGetNumber(MqttPropertyId.ReceiveMaximum, out uint most) && most == 12);
        // a payload, and all beside it
        Assert.True(connect.Properties.TryGetNumber(MqttPropertyId.MaximumPacketSize, out uint size) && size == 5000 + (128 * 1024));
        peer.Send(o => MqttWriter.ConnAck(o, MqttVersion.V5, false, 0));
        (MqttPacketType type, body) = peer.Read();
        Assert.Equal(MqttError.None, MqttSubscribe.TryRead(body, type, MqttVersion.V5, out MqttSubscribe subscribe));
        var reader = new MqttReader(subscribe.Filters);
        MqttSubscription first = MqttSubscription.Read(ref reader, MqttVersion.V5, hasOptions: true);
        Assert.Equal("a/+ 2", $"{Text(first.Filter)} {first.Qos}");
        MqttSubscription second = MqttSubscription.Read(ref reader, MqttVersion.V5, hasOptions: true);
        Assert.Equal("$share/g/b 0", $"{Text(second.Filter)} {second.Qos}");
        Assert.True(reader.IsAtEnd);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Messages_before_the_subscription_is_answered_are_taken_and_acknowledged_in_the_order_they_came(MqttVersion version)
    {
        using var broker = new FakeBroker();
        using var subscriber =
            new MqttSubscriber(broker.Address, new MqttOptions { Version = version, ClientId = "me" }, Topics, waits: false);
        using MqttPeer peer =
            broker.Welcome(version, sessionPresent: true, beforeSubscribed: early => early.Publish("a", "early", qos: 1, id: 9));
        peer.Publish("a", "second", qos: 2, id: 4);
        peer.Publish("a", "third", qos: 1, id: 2);
        Assert.True(peer.IsSilent()); // nothing is acknowledged before its batch
        Assert.Equal(["a early 1", "a second 2", "a third 1"], subscriber.WaitFor(3).Order(StringComparer.Ordinal));
        Assert.Equal((MqttPacketType.PubAck, 9), peer.ReadAck());
        Assert.Equal((MqttPacketType.PubRec, 4), peer.ReadAck());
        Assert.Equal((MqttPacketType.PubAck, 2), peer.ReadAck());
        peer.Ack(MqttPacketType.PubRel, 4);
        Assert.Equal((MqttPacketType.PubComp, 4), peer.ReadAck());
    }

    [Theory]
    [InlineData(MqttVersion.V311, 1)]
    [InlineData(MqttVersion.V311, 2)]
    [InlineData(MqttVersion.V5, 1)]
    [InlineData(MqttVersion.V5, 2)]
    public void A_message_sent_again_on_the_next_connection_is_the_same_message(MqttVersion version, int qos)
    {
        using var broker = new FakeBroker();
        using var subscriber =
            new MqttSubscriber(broker.Address, new MqttOptions { Version = version, ClientId = "me" }, Topics, waits: false);
        using (MqttPeer peer = broker.Welcome(version))
        {
            peer.Publish("a", "one", qos, id: 5);
            Engine.WaitFor(() => subscriber.Engine.Context.ReceivedBytesHeld > 0, "it was received");
            Assert.True(peer.IsSilent());
        }

        using MqttPeer again = broker.Welcome(version, sessionPresent: true);
        again.Publish("a", "one", qos, id: 5, duplicate: true);
        again.Publish("a", "two", qos, id: 6);
        Assert.Equal([$"a one {qos}", $"a two {qos}"], subscriber.WaitFor(2).Order(StringComparer.Ordinal));
        Assert.Equal((qos == 1 ? MqttPacketType.PubAck : MqttPacketType.PubRec, 5), again.ReadAck());
        Assert.Equal((qos == 1 ? MqttPacketType.PubAck : MqttPacketType.PubRec, 6), again.ReadAck());
        subscriber.Engine.Tick();
        Assert.Equal(2, subscriber.Messages.Count);
    }

    [Fact]
    public void A_broker_that_forgot_the_session_sends_new_messages_by_the_same_numbers()
    {
        using var broker = new FakeBroker();
        using var subscriber = new MqttSubscriber(broker.Address, new MqttOptions { ClientId = "me" }, Topics, waits: false);
        using (MqttPeer peer = broker.Welcome(MqttVersion.V5))
        {
            peer.Publish("a", "one", qos: 2, id: 5);
            Engine.WaitFor(() => subscriber.Engine.Context.ReceivedBytesHeld > 0, "it was received");
            Assert.True(peer.IsSilent());
        }

        using MqttPeer again = broker.Welcome(MqttVersion.V5, sessionPresent: false);
        again.Publish("a", "other", qos: 2, id: 5);
        Assert.Equal(["a one 2", "a other 2"], subscriber.WaitFor(2).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(MqttVersion.V311, 3_000_000)]
    [InlineData(MqttVersion.V311, 1001)]
    [InlineData(MqttVersion.V5, 1001)]
    [InlineData(MqttVersion.V5, 100_000)]
    public void A_payload_that_is_too_large_is_a_dead_letter_and_is_acknowledged_in_its_turn(MqttVersion version, int bytes)
    {
        var letters = new ConcurrentQueue<DeadLetter>();
        using var broker = new FakeBroker();
        using var subscriber = new MqttSubscriber(
            broker.Address, new MqttOptions { Version = version, ClientId = "me", PayloadBytesMax = 1000 }, Topics, waits: false,
            with: options => options.DeadLetters = letters.Enqueue);
        using MqttPeer peer = broker.Welcome(version);
        peer.Publish("a", new string('y', 1000), qos: 1, id: 1); // as large as it may be
        peer.Publish("a/large", new string('x', bytes), qos: 1, id: 2);
        peer.Publish("a", "after", qos: 1, id: 3);
        Assert.Equal(["a after 1", $"a {new string('y', 1000)} 1"], subscriber.WaitFor(2).Order(StringComparer.Ordinal));
        for (int id = 1; id <= 3; id++)
        {
            Assert.Equal((MqttPacketType.PubAck, id), peer.ReadAck());
        }

        DeadLetter letter = letters.Single();
        Assert.Equal(("topic a/large", (long)bytes), (letter.Position, letter.Length));
        Assert.Equal(-1, letter.Record.Span.IndexOfAnyExcept((byte)'x'));
        Assert.True(subscriber.Engine.Context.ReceivedBytesHeld < 1_000_000);
    }

    [Fact]
    public void A_broker_of_MQTT_5_that_breaks_the_limit_is_told_and_left()
    {
        using var broker = new FakeBroker();
        using var log = new LogCapture();
        using var subscriber =
            new MqttSubscriber(broker.Address, new MqttOptions { ClientId = "me", PayloadBytesMax = 1000 }, Topics, log: log, waits: false);
        using MqttPeer peer = broker.Welcome(MqttVersion.V5);
        peer.Send([0x30, 0x80, 0x80, 0x80, 0x7F, 0, 1, (byte)'a']);
        (MqttPacketType type, byte[] body) = peer.Read();
        Assert.Equal((MqttPacketType.Disconnect, MqttReason.PacketTooLarge), (type, body[0]));
        using MqttPeer again = broker.Welcome(MqttVersion.V5);
        Assert.Contains(log.Entries, entry => entry.Id == 1001
            && entry.Message.Contains("larger than the maximum packet size", StringComparison.Ordinal));
    }

    [Fact]
    public void Topic_aliases_of_the_broker_are_understood_and_end_with_their_connection()
    {
        const string Topic = "plant/a-topic-longer-than-a-slice-holds";
        using var broker = new FakeBroker();
        using var subscriber =
            new MqttSubscriber(broker.Address, new MqttOptions { ClientId = "me" }, [new MqttTopic("plant/#")], waits: false);
        using (MqttPeer peer = broker.Welcome(MqttVersion.V5))
        {
            SendAliased(peer, Topic, MqttHello.TopicAliasMaximum, "one");
            SendAliased(peer, "", MqttHello.TopicAliasMaximum, "two");
            SendAliased(peer, "plant/b", 1, "three");
            SendAliased(peer, "plant/c", MqttHello.TopicAliasMaximum, "four"); // means another topic from now on
            SendAliased(peer, "", MqttHello.TopicAliasMaximum, "five");
            Assert.Equal(
                [$"{Topic} one 0", $"{Topic} two 0", "plant/b three 0", "plant/c five 0", "plant/c four 0"], subscriber.WaitFor(5)
                .Order(StringComparer.Ordinal));
        }

        using (MqttPeer peer = broker.Welcome(MqttVersion.V5, sessionPresent: true))
        {
            SendAliased(peer, "", 1, "whose?");
            (MqttPacketType type, byte[] body) = peer.Read();
            Assert.Equal((MqttPacketType.Disconnect, MqttReason.TopicAliasInvalid), (type, body[0]));
        }

        using MqttPeer last = broker.Welcome(MqttVersion.V5, sessionPresent: true);
        SendAliased(last, "plant/d", MqttHello.TopicAliasMaximum + 1, "more than was allowed");
        (MqttPacketType end, byte[] why) = last.Read();
        Assert.Equal((MqttPacketType.Disconnect, MqttReason.TopicAliasInvalid), (end, why[0]));
        subscriber.Engine.Tick();
        Assert.Equal(5, subscriber.Messages.Count);

        static void SendAliased(MqttPeer peer, string topic, int alias, string payload) => peer.Send(o => MqttWriter.Publish(
            o, MqttVersion.V5, Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload),
            properties: new MqttPropertyWriter().Number(MqttPropertyId.TopicAlias, (uint)alias).Properties));
    }

    [Theory]
    [InlineData("50020001")] // PUBREC: we publish nothing
    [InlineData("3605000161" + "0001")]
    [InlineData("0000")]
    public void A_broker_that_breaks_the_protocol_is_left_and_joined_again(string hex)
    {
        using var broker = new FakeBroker();
        using var subscriber =
            new MqttSubscriber(broker.Address, new MqttOptions { Version = MqttVersion.V311, ClientId = "me" }, Topics, waits: false);
        using MqttPeer peer = broker.Welcome(MqttVersion.V311);
        peer.Send([.. MqttCases.Write(o => MqttWriter.Publish(o, MqttVersion.V311, "a"u8, "good"u8)), .. Convert.FromHexString(hex)]);
        Assert.True(peer.IsClosedByTheOtherSide());
        using MqttPeer again = broker.Welcome(MqttVersion.V311);
        again.Publish("a", "better");
        Assert.Equal(["a better 0", "a good 0"], subscriber.WaitFor(2).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Half_a_message_of_a_broken_connection_is_forgotten()
    {
        using var broker = new FakeBroker();
        using var subscriber = new MqttSubscriber(broker.Address, new MqttOptions { ClientId = "me" }, Topics, waits: false);
        byte[] message = MqttCases.Write(o => MqttWriter.Publish(o, MqttVersion.V5, "a"u8, "a payload of some length"u8));
        using (MqttPeer peer = broker.Welcome(MqttVersion.V5))
        {
            peer.Send([.. message, .. message[..10]]);
        }

        using MqttPeer again = broker.Welcome(MqttVersion.V5);
        again.Send(message);
        subscriber.WaitFor(2);
        subscriber.Engine.Tick();
        Assert.Equal(["a a payload of some length 0", "a a payload of some length 0"], subscriber.Messages);
    }

    [Fact]
    public void Pings_keep_the_connection_alive_and_a_broker_that_does_not_answer_is_left()
    {
        using var broker = new FakeBroker();
        using var subscriber = new MqttSubscriber(broker.Address,
            new MqttOptions { ClientId = "me", KeepAlive = TimeSpan.FromSeconds(3) }, Topics, waits: false);
        using MqttPeer peer = broker.Welcome(MqttVersion.V5);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(MqttPacketType.PingReq, peer.Read().Type);
            peer.Send([0xD0, 0]);
        }

        Assert.Equal(MqttPacketType.PingReq, peer.Read().Type);
        Assert.True(peer.IsClosedByTheOtherSide());
        using MqttPeer again = broker.Welcome(MqttVersion.V5);
    }

    [Fact]
    public void A_refused_subscription_and_a_broker_that_sends_us_away_say_why()
    {
        using var broker = new FakeBroker();
        using var log = new LogCapture();
        using var subscriber = new MqttSubscriber(broker.Address, new MqttOptions { ClientId = "me" }, Topics, log: log, waits: false);
        using (MqttPeer peer = broker.Accept(MqttVersion.V5, out _))
        {
            peer.Send(o => MqttWriter.ConnAck(o, MqttVersion.V5, false, 0));
            Assert.Equal(MqttPacketType.Subscribe, peer.Read().Type);
            peer.Send(o => MqttWriter.SubAck(o, MqttPacketType.SubAck, MqttVersion.V5, MqttHello.SubscribeId, [MqttReason.NotAuthorized]));
            Assert.True(peer.IsClosedByTheOtherSide());
        }

        using (MqttPeer peer = broker.Welcome(MqttVersion.V5))
        {
            peer.Send(o => MqttWriter.Ack(o, MqttPacketType.Disconnect, MqttVersion.V5, reason: MqttReason.SessionTakenOver));
            Assert.True(peer.IsClosedByTheOtherSide());
        }

        using (MqttPeer peer = broker.Accept(MqttVersion.V5, out _))
        {
            peer.Send(o => MqttWriter.ConnAck(
                o, MqttVersion.V5, false, MqttReason.QuotaExceeded,
                new MqttPropertyWriter().Block(MqttPropertyId.ReasonString, "too many of you"u8).Properties));
            Assert.True(peer.IsClosedByTheOtherSide());
        }

        using MqttPeer last = broker.Accept(MqttVersion.V5, out _);
        foreach (string reason in (string[])["refused a subscription: not authorized (0x87)",
            "ended the connection: session taken over (0x8E)", "refused the connection: quota exceeded (0x97) (too many of you)"])
        {
            Assert.Contains(log.Entries, entry => entry.Id == 1001 && entry.Message.Contains(reason, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_broker_that_throws_us_out_again_and_again_soon_after_we_connect_is_told_of_with_the_likely_cause()
    {
        using var broker = new FakeBroker();
        using var log = new LogCapture();
        using var subscriber = new MqttSubscriber(broker.Address, new MqttOptions { ClientId = "me", Version = MqttVersion.V311 },
            Topics, log: log, waits: false);
        for (int i = 0; i < 4; i++)
        {
            using MqttPeer peer = broker.Welcome(MqttVersion.V311);
        }

        Engine.WaitFor(
            () => log.Entries.Any(entry => entry.Id == 1001 && entry.Message.Contains("if another client uses the client id 'me'",
                StringComparison.Ordinal)), "the likely cause was named");
    }

    [Fact]
    public void One_object_of_TLS_options_serves_two_brokers_each_checked_against_its_own_name()
    {
        var options = new System.Net.Security.SslClientAuthenticationOptions();
        Assert.Equal("one", MqttAddress.Parse("mqtts://one").Secure(options)!.TargetHost);
        Assert.Equal("two", MqttAddress.Parse("mqtts://two").Secure(options)!.TargetHost);
        Assert.Null(options.TargetHost);
        options.TargetHost = "named";
        Assert.Equal("named", MqttAddress.Parse("mqtts://two").Secure(options)!.TargetHost);
    }

    [Fact]
    public void A_copy_of_TLS_options_has_every_property()
    {
        using var key = System.Security.Cryptography.ECDsa.Create();
        using System.Security.Cryptography.X509Certificates.X509Certificate2 certificate =
            new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=a", key,
                System.Security.Cryptography.HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        var options = new System.Net.Security.SslClientAuthenticationOptions();
        System.Reflection.PropertyInfo[] properties =
            [.. typeof(System.Net.Security.SslClientAuthenticationOptions).GetProperties().Where(property => property.CanWrite)];
        foreach (System.Reflection.PropertyInfo property in properties)
        {
            object? other = property.Name switch
            {
                "ApplicationProtocols" => new List<System.Net.Security.SslApplicationProtocol> { new("mqtt") },
                "CertificateChainPolicy" => new System.Security.Cryptography.X509Certificates.X509ChainPolicy(),
                "CipherSuitesPolicy" when !OperatingSystem.IsWindows() =>
                    new System.Net.Security.CipherSuitesPolicy([System.Net.Security.TlsCipherSuite.TLS_AES_128_GCM_SHA256]),
                "ClientCertificateContext" => System.Net.Security.SslStreamCertificateContext.Create(certificate, null, offline: true),
                "ClientCertificates" => new System.Security.Cryptography.X509Certificates.X509CertificateCollection { certificate },
                "LocalCertificateSelectionCallback" =>
                    new System.Net.Security.LocalCertificateSelectionCallback((_, _, _, _, _) => certificate),
                "RemoteCertificateValidationCallback" => new System.Net.Security.RemoteCertificateValidationCallback((_, _, _, _) => false),
                "CertificateRevocationCheckMode" => System.Security.Cryptography.X509Certificates.X509RevocationMode.Online,
                "EnabledSslProtocols" => System.Security.Authentication.SslProtocols.Tls13,
                "TargetHost" => "host",
                _ when property.PropertyType == typeof(bool) => !(bool)property.GetValue(options)!,
                _ => null, // EncryptionPolicy has one value that may be set
            };
            if (other is not null)
            {
                property.SetValue(options, other);
            }
        }

        System.Net.Security.SslClientAuthenticationOptions copy = ReceiverTls.Client(options, "other");
        Assert.All(properties, property => Assert.Equal(property.GetValue(options), property.GetValue(copy)));
    }

    [Theory]
    [InlineData("localhost:1883")]
    [InlineData("http://localhost")]
    [InlineData("mqtt://user:password@localhost")]
    [InlineData("mqtt://")]
    public void An_address_that_is_none_is_refused(string address)
    {
        using var engine = new Engine();
        string message = Assert.Throws<ArgumentException>(() => engine.Context.MqttStream(address, "a")).Message;
        Assert.Contains("mqtt://HOST:1883", message, StringComparison.Ordinal);
        Assert.DoesNotContain("password@", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_cannot_work_are_refused_before_the_start()
    {
        using var engine = new Engine();
        Assert.Throws<ArgumentException>(() => engine.Context.MqttStream("mqtt://localhost", "a/#/b"));
        Assert.Throws<ArgumentException>(() => engine.Context.MqttStream("mqtt://localhost", []));
        Assert.Contains(@"'a\u{9}b' is no topic filter: it holds the character U+0009", Assert.Throws<ArgumentException>(() =>
            engine.Context.MqttStream("mqtt://localhost", "a\tb")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => engine.Context.MqttStream("mqtt://localhost", "a", new MqttOptions { ClientId = "a\nb" }));
        Assert.Throws<ArgumentException>(() =>
            engine.Context.MqttStream("mqtt://localhost", "a", new MqttOptions { UserName = "a\u0000b" }));
        Assert.Throws<ArgumentException>(() =>
            engine.Context.MqttStream("mqtt://localhost", "a", new MqttOptions { Will = new MqttLastWill("a/+", default) }));
        Assert.Throws<ArgumentException>(() =>
            engine.Context.MqttStream("mqtt://localhost", "a", new MqttOptions { Version = MqttVersion.V311, Password = "x" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MqttOptions { ReceiveMaximum = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MqttOptions { PayloadBytesMax = Slab.MaxCapacity });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MqttListenerOptions { ConnectionsMax = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Context.MqttListener(70_000));
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
