namespace HotStream.Cli;

/// <summary>
/// <c>flume-pull://HOST:PORT</c>: events of an agent whose sink is Spark's; their bodies. One is committed when it is stored, or with
/// <c>--checkpoint</c> when it is on disk. <c>flume://ADDRESS:PORT?listen</c>: those of agents that send to us, the same.
/// </summary>
internal static class FlumeSources
{
    public static MessageSource Pull(AddressReader reader)
    {
        reader.NoPath();
        HostPort agent = reader.Server();
        return new ServerSource($"flume-pull {agent}", agent, (context, _) =>
            context.FlumePullStream($"flume://{agent}").Map(static body => new MqttMessage(default, body)))
        {
            Topics = false,
        };
    }

    public static MessageSource Listener(AddressReader reader)
    {
        if (!reader.Has("listen"))
        {
            throw reader.Problem("does not listen: agents send to us, or are read from as flume-pull://HOST:PORT");
        }

        ListenPlace place = ListenPlace.Read(reader, isTls: reader.Address.Scheme == "flumes", "say anonymous");
        bool deflate = reader.Has("deflate");
        return new ListeningSource(place.EndPoint, (context, listens) => context.FlumeListener(place.EndPoint.Port, new FlumeListenerOptions
        {
            Address = place.EndPoint.Address,
            AllowAnonymousFromNetwork = place.IsAnonymous,
            Deflate = deflate,
            Tls = place.ReadTls(),
            OnListening = listens,
        }).Map(static body => new MqttMessage(default, body)));
    }
}
