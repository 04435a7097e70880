using HotStream.RabbitMq;

namespace HotStream.Tests.Connectors.RabbitMq;

public sealed class RabbitMqOptionTests
{
    [Fact]
    public void What_cannot_work_is_refused_by_name()
    {
        var options = new RabbitMqOptions();
        var replay = new RabbitMqReplayOptions();
        var publish = new RabbitMqPublishOptions();
        (string Name, Action Set)[] bad =
        [
            ("Prefetch", () => options.Prefetch = 0), ("Prefetch", () => options.Prefetch = 65536),
            ("MessageBytesMax", () => options.MessageBytesMax = 0), ("MessageBytesMax", () => options.MessageBytesMax = int.MaxValue),
            ("Heartbeat", () => options.Heartbeat = TimeSpan.Zero), ("ConnectTimeout", () => options.ConnectTimeout = TimeSpan.Zero),
            ("UserName", () => options.UserName = ""), ("Password", () => options.Password = null!),
            ("StartOffset", () => replay.StartOffset = -1), ("Start", () => replay.Start = (RabbitMqStart)7),
            ("BatchRecordsMax", () => replay.BatchRecordsMax = 0), ("MessageBytesMax", () => replay.MessageBytesMax = -1),
            ("RetryFor", () => replay.RetryFor = TimeSpan.FromSeconds(-1)), ("InFlightMax", () => publish.InFlightMax = 0),
            ("RetryFor", () => publish.RetryFor = TimeSpan.FromSeconds(-1)),
            ("RouteWithin", () => publish.RouteWithin = TimeSpan.FromSeconds(-1)),
            ("ContentType", () => publish.ContentType = new string('x', 256)),
        ];
        Assert.All(bad, option => Assert.Equal(option.Name, Assert.ThrowsAny<ArgumentException>(option.Set).ParamName));
    }

    [Theory]
    [InlineData("rabbit.example")]
    [InlineData("http://rabbit.example")]
    [InlineData("amqp://")]
    [InlineData("amqp://host/a/b")]
    [InlineData("amqp://host/?heartbeat=1")]
    [InlineData("amqp://me:secret@host")]
    public void An_address_that_cannot_work_is_refused_and_shows_no_secret(string address)
    {
        using var context = new StreamingContext("test", TimeSpan.FromSeconds(1), new StreamingOptions { OneActivePerProcess = false });
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => context.RabbitMqStream(address, "queue"));
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.Contains("amqp://HOST:5672/VHOST", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amqp://host", "amqp://host:5672", "/")]
    [InlineData("amqps://host/", "amqps://host:5671", "/")]
    [InlineData("amqp://host:1/plant", "amqp://host:1/plant", "plant")]
    [InlineData("amqp://host/%2F", "amqp://host:5672", "/")]
    [InlineData("amqp://host/a%2Fb", "amqp://host:5672/a%2Fb", "a/b")]
    public void An_address_names_host_port_and_virtual_host(string address, string expected, string virtualHost)
    {
        var parsed = RabbitMqAddress.Parse(address);
        Assert.Equal((expected, virtualHost), (parsed.ToString(), parsed.VirtualHost));
    }

    [Fact]
    public void Names_that_cannot_be_are_refused()
    {
        using var context = new StreamingContext("test", TimeSpan.FromSeconds(1), new StreamingOptions { OneActivePerProcess = false });
        Assert.Throws<ArgumentException>("queue", () => context.RabbitMqStream("amqp://host", ""));
        Assert.Throws<ArgumentException>("queue", () => context.RabbitMqReplayStream("amqp://host", new string('q', 256)));
        Assert.Throws<ArgumentException>("exchange", () => new RabbitMqSink<string>("amqp://host", new string('e', 256), "key",
            RecordEncoders.Text<string>()));
        Assert.Throws<ArgumentException>("routingKey", () => new RabbitMqSink<string>("amqp://host", "", new string('k', 256),
            RecordEncoders.Text<string>()));
    }

    [Fact]
    public void Secrets_are_in_no_text()
    {
        object[] all =
        [
            new RabbitMqOptions { Password = "secret" }, new RabbitMqReplayOptions { Password = "secret" },
            new RabbitMqPublishOptions { Password = "secret" },
        ];
        Assert.All(all, static options => Assert.DoesNotContain("secret", options.ToString(), StringComparison.Ordinal));
        Assert.All(all, static options => Assert.Contains("password ***", options.ToString(), StringComparison.Ordinal));
    }
}
