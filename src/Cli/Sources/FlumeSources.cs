namespace HotStream.Cli;

/// <summary>
/// <c>flume-pull://HOST:PORT</c>: events of an agent whose sink is Spark's; their bodies. One is committed when it is stored, or with
/// <c>--checkpoint</c> when it is on disk.
/// </summary>
internal static class FlumeSources
{
    public static MessageSource Pull(AddressReader reader)
    {
        reader.NoPath();
        var agent = new HostPort(reader.Address.Host, reader.Address.Port ?? throw reader.Problem("names no port"));
        return new ServerSource($"flume-pull {agent}", agent, (context, _) =>
            context.FlumePullStream($"flume://{agent}").Map(static body => new MqttMessage(default, body)))
        {
            Topics = false,
        };
    }
}
