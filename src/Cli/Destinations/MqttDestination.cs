using System.Buffers;
using System.Text;

namespace HotStream.Cli;

/// <summary>Messages to a broker: all to one topic, or each to the topic it came from.</summary>
/// <param name="Broker">Address of the broker, without user and password.</param>
/// <param name="Server">Host and port.</param>
/// <param name="User">User; null for none.</param>
/// <param name="Password">Password; null for none.</param>
/// <param name="Topic">The topic; null for each message's own.</param>
internal sealed record MqttDestination(string Broker, HostPort Server, string? User, string? Password, string? Topic) : Destination
{
    public override string Name => $"mqtt {Server}{(Topic is null ? "" : "/" + Topic)}";

    public override bool UsesTls => Broker.StartsWith("mqtts:", StringComparison.Ordinal);

    /// <exception cref="FormatException">It is no broker and topic.</exception>
    public static MqttDestination Open(AddressReader reader)
    {
        (ServerAddress address, string shown) = (reader.Address, reader.Shown);
        if (address.Query.Count > 0 || address.Path.AsSpan().ContainsAny('+', '#'))
        {
            throw new FormatException($"'{shown}' is no broker and topic; write mqtt://HOST:1883/TOPIC (mqtts for TLS), without "
                + "wildcards; without a topic, each message goes to the one it came from.");
        }

        var server = new HostPort(address.Host, address.Port ?? (address.Scheme == "mqtts" ? 8883 : 1883));
        return new MqttDestination($"{address.Scheme}://{server}", server, address.User, address.Password,
            address.Path.Length > 0 ? address.Path : null);
    }

    public override bool UsesTopics => Topic is null;

    public override Task PrepareAsync(StoreOptions options, CancellationToken stop) =>
        ServerWait.ForPortAsync(Name, Server.Host, Server.Port, options.RetryFor, stop);

    public override void Save(DStream<MqttMessage> messages, StoreOptions options)
    {
        if (Topic is null)
        {
            messages.PublishToMqtt(Broker, message => message.Topic, message => message.Payload, Options(options));
        }
        else
        {
            messages.Map(message => message.Payload).PublishToMqtt(Broker, Topic, Options(options));
        }
    }

    public override void Save(DStream<WindowResult> results, StoreOptions options)
    {
        byte[] topic = Encoding.UTF8.GetBytes(Topic!);
        results.PublishToMqtt(
            Broker, (_, output) => output.Write(topic), (result, output) =>
                Encoding.UTF8.GetBytes(result.ToJson(options.Window!), output), Options(options));
    }

    /// <summary>A sink for dead letters, as lines of <see cref="DeadLetterLines"/>.</summary>
    public Sink<DeadLetter> Letters(StoreOptions options)
    {
        byte[] topic = Encoding.UTF8.GetBytes(Topic!);
        return new MqttSink<DeadLetter>(Broker, (_, output) => output.Write(topic), DeadLetterLines.Write, Options(options));
    }

    private MqttPublishOptions Options(StoreOptions options) => new()
    {
        UserName = User,
        Password = Password,
        RetryFor = options.RetryFor,
        Tls = UsesTls ? CertificateFile.ClientTls(options.Authorities) : null,
    };
}
