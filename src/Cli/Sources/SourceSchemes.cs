namespace HotStream.Cli;

/// <summary>What <c>--from</c> may name: a line for each.</summary>
internal static class SourceSchemes
{
    public static readonly SchemeTable<MessageSource> Table = new(
        "source",
        new(["mqtt", "mqtts"], "mqtt://HOST:1883/TOPIC", MqttSources.Open),
        new(["kafka"], "kafka://HOST:9092/TOPIC (or ?group=NAME)", KafkaSources.Open),
        new(["rabbitmq", "amqp", "amqps"], "amqp://HOST:5672/VHOST?queue=NAME", RabbitMqSources.Open),
        new(["redis", "rediss"], "redis://HOST:6379/DATABASE?stream=NAME", RedisSources.Open),
        new(["nats", "natss"], "nats://HOST:4222/SUBJECT", NatsSources.Open),
        new(["postgres", "postgresql"], "postgres://USER@HOST:5432/DATABASE?channel=NAME (or ?slot=NAME&publication=NAME)",
            PostgresSources.Open),
        new(["http", "https"], "http://HOST/PATH (or http://ADDRESS:PORT?listen)", HttpSources.Lines),
        new(["events+http", "events+https"], "events+http://HOST/PATH", HttpSources.Events),
        new(["ws", "wss"], "ws://HOST/PATH", HttpSources.WebSocket),
        new(["tcp"], "tcp://HOST:PORT (or tcp://ADDRESS:PORT?listen)", TcpSources.Open),
        new(["udp"], "udp://ADDRESS:PORT", UdpSource.Open),
        new(["zeromq"], "zeromq://HOST:PORT[/TOPIC] (or ?pull, and &listen)", ZeroMqSources.Open),
        new(["flume", "flumes"], "flume://ADDRESS:PORT?listen[&deflate]", FlumeSources.Listener),
        new(["flume-pull"], "flume-pull://HOST:PORT", FlumeSources.Pull),
        new(["s3"], "s3://BUCKET/PATH[?server=http://HOST:9000&region=NAME]", S3Source.Open),
        new(["kinesis"], "kinesis://REGION/STREAM[?server=http://HOST:4567&profile=NAME&group=NAME]", KinesisSource.Open),
        new(["azure", "az"], "azure://ACCOUNT@CONTAINER/PATH[?server=http://HOST:10000/ACCOUNT]", AzureBlobSource.Open),
        new(["webhdfs", "swebhdfs"], "webhdfs://USER@HOST:9870/PATH[?standby=HOST:9870]", HdfsSource.Open),
        new(["file"], "file://DIRECTORY", FolderSource.Open));

    /// <exception cref="FormatException">The text is no source; the message says how to write one, and shows no password.</exception>
    public static MessageSource Parse(string text) => Table.Open(text);
}
