using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using HotStream.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>Who is let in by a listener, and what it may do there.</summary>
public sealed class MqttEntryTests
{
    [Fact]
    public void Beyond_this_machine_a_listener_must_know_whom_it_lets_in_or_be_told_that_it_need_not()
    {
        using var certificates = new TestCertificates();
        Assert.Contains("AllowAnonymousFromNetwork", Refusal(new() { Address = IPAddress.Any }), StringComparison.Ordinal);
        Assert.NotNull(Refusal(new() { Address = IPAddress.IPv6Any }));
        // says who we are, not who they are
        Assert.NotNull(Refusal(new() { Address = IPAddress.Parse("192.0.2.1"), Tls = certificates.ServerOptions() }));
        Assert.NotNull(Refusal(new()
        {
            Address = IPAddress.Any,
            Tls = certificates.ServerOptions(),
            ClientCertificate = ClientCertificate.Optional
        }));
        Assert.Contains("Tls", Refusal(new() { ClientCertificate = ClientCertificate.Required }), StringComparison.Ordinal);
        Assert.NotNull(Refusal(new() { Tls = new SslServerAuthenticationOptions() })); // no certificate
        Assert.Null(Refusal(new() { Address = IPAddress.IPv6Loopback }));
        Assert.Null(Refusal(new() { Address = IPAddress.Any, AllowAnonymousFromNetwork = true }));
        Assert.Null(Refusal(new() { Address = IPAddress.Any, Authenticate = _ => true }));
        Assert.Null(Refusal(new() { Address = IPAddress.Any, Authorize = new MqttTopicRules().Decide }));
        Assert.Null(Refusal(new()
        {
            Address = IPAddress.Any,
            Tls = certificates.ServerOptions(),
            ClientCertificate = ClientCertificate.Required
        }));

        static string? Refusal(MqttListenerOptions options)
        {
            using var engine = new Engine();
            return Record.Exception(() => engine.Context.MqttListener(0, options)) is { } refusal
                ? Assert.IsType<ArgumentException>(refusal).Message : null;
        }
    }

    [Fact]
    public void Accounts_are_those_of_a_dictionary_or_a_file_of_mosquitto()
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $"# accounts\n\n{Mosquitto.HashedPassword("anna", "right")}{MqttAccounts.Line("bob", "größe")}\n");
            foreach (MqttAccounts accounts in (MqttAccounts[])[MqttAccounts.FromFile(file),
                new(new Dictionary<string, string> { ["anna"] = "right", ["bob"] = "größe" })])
            {
                Assert.True(accounts.Check(Login("anna", "right")));
                Assert.True(accounts.Check(Login("bob", "größe")));
                Assert.False(accounts.Check(Login("anna", "größe")));
                Assert.False(accounts.Check(Login("anna", "")));
                Assert.False(accounts.Check(Login("carl", "right")));
                Assert.False(accounts.Check(Login(null, "")));
            }

            using var listening = new MqttListening(options =>
            {
                options.Acknowledge = MqttAcknowledge.Stored;
                options.Authenticate = MqttAccounts.FromFile(file).Check;
            });
            Assert.Equal((0, ""), Mosquitto.Publish(listening.Port, null, "-q", "1", "-t", "t", "-m", "in", "-u", "anna", "-P", "right"));
            Assert.NotEqual(0, Mosquitto.Publish(listening.Port, null, "-q", "1", "-t", "t", "-m", "out", "-u",
                "anna", "-P", "wrong").Code);
            Assert.NotEqual(0, Mosquitto.Publish(listening.Port, null, "-q", "1", "-t", "t", "-m", "out").Code);
            Assert.Equal(["t in 1"], listening.WaitFor(1));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("anna:secret-in-clear")]
    [InlineData("anna:$6$c2FsdA==$aGFzaA==")]
    [InlineData("anna:$7$0$c2FsdA==$aGFzaA==")]
    [InlineData("anna:$7$101$???$aGFzaA==")]
    [InlineData("anna")]
    [InlineData(":x")]
    public void A_line_that_is_no_account_is_named_and_not_shown(string line)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $"# first\n{line}\n");
            string message = Assert.Throws<FormatException>(() => MqttAccounts.FromFile(file)).Message;
            Assert.Contains("line 2", message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-in-clear", message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Throws<ArgumentException>(() => MqttAccounts.Line("a:b", "c"));
        Assert.Throws<ArgumentException>(() => MqttAccounts.Line("a\nb", "c"));
    }

    [Fact]
    public void Rules_say_who_may_publish_and_subscribe_where()
    {
        MqttTopicRules rules = new MqttTopicRules()
            .AllowPublish("devices/%c/#")
            .AllowPublish("users/%u/+/x")
            .AllowSubscribe("commands/%c")
            .AllowSubscribe("news/#")
            .AllowPublish("#", user: "root");
        Assert.True(May(MqttAccessKind.Publish, "devices/c1/a/b"));
        Assert.True(May(MqttAccessKind.Publish, "users/anna/1/x"));
        Assert.False(May(MqttAccessKind.Publish, "devices/c2/a"));
        Assert.False(May(MqttAccessKind.Publish, "users/bob/1/x"));
        Assert.False(May(MqttAccessKind.Publish, "commands/c1"));
        Assert.True(May(MqttAccessKind.Publish, "anything", user: "root"));
        Assert.True(May(MqttAccessKind.Subscribe, "commands/c1"));
        Assert.True(May(MqttAccessKind.Subscribe, "news/+/today"));
        Assert.False(May(MqttAccessKind.Subscribe, "commands/+")); // more than its own
        Assert.False(May(MqttAccessKind.Subscribe, "#"));
        Assert.False(May(MqttAccessKind.Subscribe, "$share/g/news/#"));
        Assert.False(May(MqttAccessKind.Publish, "devices/+/a", clientId: "+")); // names cannot be wildcards
        Assert.False(May(MqttAccessKind.Publish, "devices/c2/a", clientId: "c2/a/.."));
        Assert.Throws<ArgumentException>(() => rules.AllowPublish("a/#/b"));

        bool May(MqttAccessKind kind, string topic, string user = "anna", string clientId = "c1") =>
            rules.Decide(new MqttAccess(Login(user, "", clientId), kind, Encoding.UTF8.GetBytes(topic), default, 0,
                false)) == MqttDecision.Allow;
    }

    [Theory]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a/+", true)]
    [InlineData("a/+", "a/#", false)]
    [InlineData("a/b", "a/+", false)]
    [InlineData("a/#", "a/#", true)]
    [InlineData("a/#", "a/+/#", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "#", false)]
    [InlineData("#", "+/+", true)]
    [InlineData("#", "$SYS/a", false)]
    [InlineData("a", "a/b", false)]
    public void A_filter_covers_another_when_all_that_fits_one_fits_it(string wider, string narrower, bool covers) =>
        Assert.Equal(covers, MqttText.Covers(Encoding.UTF8.GetBytes(wider), Encoding.UTF8.GetBytes(narrower)));

    [Fact]
    public void The_hook_decides_on_every_message_subscription_and_will()
    {
        var seen = new ConcurrentQueue<string>();
        using var log = new LogCapture();
        using var listening = new MqttListening(
            options => options.Authorize = (in MqttAccess access) =>
            {
                string topic = Encoding.UTF8.GetString(access.Topic);
                seen.Enqueue($"{access.Kind} {topic} {Encoding.UTF8.GetString(access.Payload)} {access.Login.ClientId} "
                    + $"{(int)access.Qos}{(access.Retain ? " retained" : "")}");
                return topic switch
                {
                    "no" => MqttDecision.Refuse,
                    "out" => MqttDecision.Disconnect,
                    "bad" => throw new InvalidOperationException("the test says so"),
                    _ => MqttDecision.Allow,
                };
            }, log: log);
        using MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V5, "d");
        Assert.Equal([0, MqttReason.NotAuthorized], [.. device.Subscribe("other", 0), .. device.Subscribe("no", 0)]);
        device.Publish("no", "1", qos: 1, id: 1, retain: true);
        device.Publish("no", "2", qos: 2, id: 2);
        device.Publish("bad", "3", qos: 1, id: 3);
        device.Publish("yes", "4", qos: 1, id: 4);
        Assert.Equal(["yes 4 1"], listening.WaitFor(1));
        foreach ((MqttPacketType expected, byte id, byte[] rest) in ((MqttPacketType, byte, byte[])[])[
            (MqttPacketType.PubAck, 1, [MqttReason.NotAuthorized]), (MqttPacketType.PubRec, 2, [MqttReason.NotAuthorized]),
                (MqttPacketType.PubAck, 3, [MqttReason.NotAuthorized]), (MqttPacketType.PubAck, 4, [])])
        {
            (MqttPacketType type, byte[] body) = device.Read();
            Assert.Equal(expected, type);
            Assert.Equal([0, id, .. rest], body);
        }

        MqttPeer.Greet(listening.Port, MqttVersion.V5, "left", will: "no").Peer.Dispose();
        Engine.WaitFor(() => seen.Contains("Publish no gone left 1"), "the will was asked for");
        device.Publish("out", "5");
        (MqttPacketType last, byte[] reason) = device.Read();
        Assert.Equal((MqttPacketType.Disconnect, MqttReason.NotAuthorized), (last, reason[0]));
        listening.Engine.Tick();
        Assert.Single(listening.Messages);
        Assert.Contains("Subscribe no  d 0", seen);
        Assert.Contains("Publish no 1 d 1 retained", seen);
        Assert.Contains(log.Entries, entry => entry.Message.Contains("Authorize threw", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ClientCertificate.Required, true, true)]
    [InlineData(ClientCertificate.Required, false, false)]
    [InlineData(ClientCertificate.Optional, true, true)]
    [InlineData(ClientCertificate.Optional, false, true)]
    [InlineData(ClientCertificate.None, true, true)]
    public void Devices_show_certificates_where_they_are_asked_for(ClientCertificate asked, bool shows, bool isLetIn)
    {
        using var certificates = new TestCertificates();
        using var others = new TestCertificates();
        var seen = new ConcurrentQueue<string?>();
        SslServerAuthenticationOptions tls = certificates.ServerOptions();
        tls.CertificateChainPolicy = certificates.ClientOptions().CertificateChainPolicy;
        using var listening = new MqttListening(options =>
        {
            options.Tls = tls;
            options.ClientCertificate = asked;
            options.Authenticate = login =>
            {
                seen.Enqueue(login.Certificate?.Subject);
                return true;
            };
        });
        SslClientAuthenticationOptions client = certificates.ClientOptions();
        Assert.Equal(isLetIn, Connects(shows ? client : Without(client)));
        Assert.Equal(isLetIn ? [shows && asked != ClientCertificate.None ? "CN=client" : null] : [], seen);
        if (asked != ClientCertificate.None)
        {
            client.ClientCertificates = others.ClientOptions().ClientCertificates; // of an authority nobody trusts
            Assert.False(Connects(client));
        }

        Assert.False(tls.ClientCertificateRequired); // the user's options are not ours

        SslClientAuthenticationOptions Without(SslClientAuthenticationOptions options)
        {
            options.ClientCertificates = null;
            return options;
        }

        bool Connects(SslClientAuthenticationOptions options)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(IPAddress.Loopback, listening.Port);
            using var stream = new SslStream(new NetworkStream(socket));
            try
            {
                stream.AuthenticateAsClient(options);
                stream.Write(MqttCases.Write(o =>
                    MqttWriter.Connect(o, new MqttConnect { Version = MqttVersion.V311, CleanStart = true, ClientId = "c"u8 })));
                return stream.ReadByte() == 0x20;
            }
            catch (Exception refused) when (refused is IOException or AuthenticationException)
            {
                return false;
            }
        }
    }

    [Theory]
    [InlineData(0)] // good
    [InlineData(1)] // bytes follow
    [InlineData(2)] // cut short, so that the next packet is taken for its end
    [InlineData(3)] // flags that contradict each other
    [InlineData(4)] // larger than it may be
    public void A_password_is_in_no_dead_letter_and_no_log_whatever_is_wrong_with_the_CONNECT(int defect)
    {
        const string Secret = "Zebra-9-Quartz";
        var letters = new ConcurrentQueue<DeadLetter>();
        using var log = new LogCapture();
        using var listening = new MqttListening(
            options =>
            {
                options.Authenticate = _ => false;
                options.ConnectBytesMax = defect == 4 ? 128 : options.ConnectBytesMax;
            }, letters: letters, log: log);
        byte[] connect = MqttCases.Write(o => MqttWriter.Connect(o, new MqttConnect
        {
            Version = MqttVersion.V311,
            CleanStart = true,
            ClientId = Encoding.ASCII.GetBytes(defect == 4 ? new string('c', 200) : "\u001b[31mclient"),
            HasUserName = true,
            UserName = "anna"u8,
            HasPassword = true,
            Password = Encoding.ASCII.GetBytes(Secret),
        }));
        switch (defect)
        {
            case 1:
                connect = [connect[0], (byte)(connect[1] + 1), .. connect[2..], 7];
                break;
            case 2:
                connect[1]--;
                break;
            case 3:
                connect[9] |= 1;
                break;
        }

        using MqttPeer peer = MqttPeer.Open(listening.Port);
        peer.Send(connect);
        while (!peer.IsClosedByTheOtherSide())
        {
        }

        Engine.WaitFor(() => log.Entries.Any(entry => entry.Id == 1002) && (defect == 0 || !letters.IsEmpty), "it was refused");
        Assert.All(letters, letter =>
            Assert.DoesNotContain(Secret, $"{letter} {Encoding.UTF8.GetString(letter.Record.Span)}", StringComparison.Ordinal));
        Assert.All(log.Entries, entry =>
        {
            Assert.DoesNotContain(Secret, entry.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', entry.Message);
        });
        Assert.DoesNotContain(Secret, Login("anna", Secret).ToString(), StringComparison.Ordinal);
    }

    private static MqttLogin Login(string? user, string password, string clientId = "c") =>
        new(clientId, user, Encoding.UTF8.GetBytes(password), null);
}
