using HotStream.Nats;

namespace HotStream.Tests.Connectors.Nats;

public sealed class NatsOptionTests
{
    [Fact]
    public void What_cannot_work_is_refused_by_name()
    {
        var options = new NatsOptions();
        var replay = new NatsReplayOptions();
        var subject = new NatsSubjectOptions();
        var publish = new NatsPublishOptions();
        (string Name, Action Set)[] bad =
        [
            ("RecordsMax", () => options.RecordsMax = 0), ("MessageBytesMax", () => options.MessageBytesMax = 0),
            ("AckWait", () => options.AckWait = TimeSpan.Zero), ("Timeout", () => options.Timeout = TimeSpan.Zero),
            ("PingInterval", () => options.PingInterval = TimeSpan.Zero), ("InboxPrefix", () => options.InboxPrefix = "a.*"),
            ("Subject", () => options.Subject = "a..b"), ("Start", () => replay.Start = (NatsStart)7),
            ("RetryFor", () => replay.RetryFor = TimeSpan.FromSeconds(-1)), ("QueueGroup", () => subject.QueueGroup = "a b"),
            ("InFlightMax", () => publish.InFlightMax = 0), ("RouteWithin", () => publish.RouteWithin = TimeSpan.FromSeconds(-1)),
            ("RetryFor", () => publish.RetryFor = TimeSpan.FromSeconds(-1)),
        ];
        Assert.All(bad, option => Assert.Equal(option.Name, Assert.ThrowsAny<ArgumentException>(option.Set).ParamName));
    }

    [Theory]
    [InlineData("nats.example")]
    [InlineData("http://nats.example")]
    [InlineData("nats://host/plant")]
    [InlineData("nats://host?a=1")]
    [InlineData("nats://host,")]
    [InlineData("nats://me:secret@host")]
    public void An_address_that_cannot_work_is_refused_and_shows_no_secret(string address)
    {
        using var context = new StreamingContext("test", TimeSpan.FromSeconds(1), new StreamingOptions { OneActivePerProcess = false });
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => context.NatsStream(address, "stream", "consumer"));
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.Contains("nats://HOST:4222", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nats://host", "nats://host:4222", false)]
    [InlineData("tls://host:1/", "tls://host:1", true)]
    [InlineData("nats://a, nats://[::1]:2", "nats://a:4222,nats://[::1]:2", false)]
    public void An_address_names_servers(string address, string expected, bool isTls)
    {
        var parsed = NatsAddress.Parse(address);
        Assert.Equal((expected, isTls), (parsed.ToString(), parsed.IsTls));
    }

    [Fact]
    public void Names_that_cannot_be_are_refused()
    {
        using var context = new StreamingContext("test", TimeSpan.FromSeconds(1), new StreamingOptions { OneActivePerProcess = false });
        Assert.Throws<ArgumentException>("stream", () => context.NatsStream("nats://host", "a.b", "consumer"));
        Assert.Throws<ArgumentException>("consumer", () => context.NatsStream("nats://host", "stream", "a b"));
        Assert.Throws<ArgumentException>("stream", () => context.NatsReplayStream("nats://host", ""));
        Assert.Throws<ArgumentException>("subject", () => context.NatsSubjectStream("nats://host", ".a"));
        Assert.Throws<ArgumentException>("subject", () => new NatsSink<string>("nats://host", "a.>", RecordEncoders.Text<string>()));
    }

    [Theory]
    [InlineData("$JS.ACK.stream.consumer.1.7.3.1700000000000000000.5", 7, 5)]
    [InlineData("$JS.ACK.domain.account.stream.consumer.1.7.3.1700000000000000000.5", 7, 5)]
    [InlineData("$JS.ACK.domain.account.stream.consumer.1.7.3.1700000000000000000.5.random", 7, 5)]
    [InlineData("$JS.ACK.stream.consumer.1.x.3.1700000000000000000.5", 0, -1)]
    [InlineData("somewhere.else", 0, -1)]
    public void Where_a_message_is_acknowledged_says_its_sequence(string reply, long sequence, long pending)
    {
        bool isOfStream = NatsReply.TryParse(reply, out long parsed, out long after);
        Assert.Equal((pending >= 0, pending >= 0 ? (sequence, pending) : (parsed, after)), (isOfStream, (parsed, after)));
    }

    [Fact]
    public void Secrets_are_in_no_text()
    {
        object[] all =
        [
            new NatsOptions { Password = "secret", Token = "secret" }, new NatsReplayOptions { Password = "secret", Token = "secret" },
            new NatsSubjectOptions { Password = "secret", Token = "secret" },
            new NatsPublishOptions { Password = "secret", Token = "secret" },
        ];
        Assert.All(all, static options => Assert.DoesNotContain("secret", options.ToString(), StringComparison.Ordinal));
        Assert.All(all, static options => Assert.Contains("password ***, token ***", options.ToString(), StringComparison.Ordinal));
    }
}
