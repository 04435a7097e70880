using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Kafka;

/// <summary>What options cannot be, by name, and what nobody may read of them.</summary>
public sealed class KafkaOptionsTests
{
    [Theory]
    [InlineData("no.such.property", "1", "no property no.such.property")]
    [InlineData("fetch.wait.max.ms", "soon", "fetch.wait.max.ms cannot have the value \"soon\"")]
    [InlineData("group.id", "mine", "set KafkaOptions.GroupId")]
    [InlineData("auto.offset.reset", "latest", "set KafkaOptions.Start")]
    [InlineData("bootstrap.servers", "other:9092", "name the servers")]
    [InlineData("enable.auto.commit", "true", "offsets are committed after the outputs")]
    [InlineData("ssl.key.pem", "hush-hush", "ssl.key.pem")]
    public void A_property_of_a_stream_is_refused_by_name(string name, string value, string says)
    {
        using var engine = new Engine();
        string protocol = name.StartsWith("ssl", StringComparison.Ordinal) ? "ssl" : "plaintext";
        var options = new KafkaOptions { Properties = { [name] = value, ["security.protocol"] = protocol } };
        string message = Assert.Throws<ArgumentException>(() => engine.Context.KafkaStream("127.0.0.1:9", "topic", options)).Message;
        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("enable.idempotence", "false", "enable.idempotence is set by HotStream")]
    [InlineData("message.timeout.ms", "5", "set KafkaSinkOptions.RetryFor")]
    [InlineData("acks", "1", "acks")]
    public void A_property_of_a_sink_is_refused_by_name(string name, string value, string says)
    {
        var options = new KafkaSinkOptions { Properties = { [name] = value } };
        string message = Assert.Throws<ArgumentException>(() =>
            new KafkaSink<string>("127.0.0.1:9", "topic", null, RecordEncoders.Text<string>(), options)).Message;
        Assert.Contains(says, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Topics_servers_and_numbers_that_cannot_be_are_refused()
    {
        using var engine = new Engine();
        Assert.Throws<ArgumentException>(() => engine.Context.KafkaStream("", "topic"));
        Assert.Throws<ArgumentException>(() => engine.Context.KafkaStream("127.0.0.1:9", "no topic"));
        Assert.Throws<ArgumentException>(() => engine.Context.KafkaStream("127.0.0.1:9", []));
        Assert.Throws<ArgumentException>(() => engine.Context.KafkaStream("127.0.0.1:9", ["twice", "twice"]));
        Assert.Throws<ArgumentException>(() => engine.Context.KafkaStream("127.0.0.1:9", "topic",
            new KafkaOptions { Offsets = { [("topic", 0)] = -1 } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KafkaOptions { MaxRatePerPartition = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new KafkaOptions { LookForPartitions = TimeSpan.Zero });
        Assert.Throws<ArgumentException>(() => new KafkaOptions { GroupId = "" });
        Assert.Throws<ArgumentException>(() => new KafkaSinkOptions { TransactionalId = " " });
        Assert.Throws<ArgumentOutOfRangeException>(() => new KafkaSinkOptions { RetryFor = TimeSpan.FromHours(1) });
        Assert.Throws<ArgumentException>(() => new KafkaSink<string>("127.0.0.1:9", "..", null, RecordEncoders.Text<string>()));
    }

    [Fact]
    public void Options_show_names_of_properties_and_no_values()
    {
        var options = new KafkaOptions { Properties = { ["sasl.password"] = "hush-hush", ["sasl.username"] = "who" }, GroupId = "plant" };
        Assert.Equal("group plant, from Latest, 0 offsets, properties sasl.password, sasl.username", options.ToString());
        var sink = new KafkaSinkOptions { Properties = { ["sasl.password"] = "hush-hush" }, TransactionalId = "plant" };
        Assert.Equal("transactions plant, tried for 60.0 s, properties sasl.password", sink.ToString());
    }
}
