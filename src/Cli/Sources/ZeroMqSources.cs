namespace HotStream.Cli;

/// <summary>
/// <c>zeromq://HOST:PORT</c>: what a publisher publishes, or behind <c>/TOPIC</c> what begins so; with <c>pull</c> what others push. With
/// <c>listen</c> they connect to us. At most once.
/// </summary>
internal static class ZeroMqSources
{
    public static MessageSource Open(AddressReader reader)
    {
        ZeroMqPlace place = ZeroMqPlace.Read(reader);
        string topic = reader.Address.Path;
        if (!reader.Has("pull"))
        {
            var subscribe = new ZeroMqSubscribeOptions { Topics = [topic] };
            return Open(place, true, subscribe, context => context.ZeroMqSubscribeMessageStream(place.Address, place.Fill(subscribe))
                .Map(static message => new MqttMessage(message.Topic, message.Payload)));
        }

        if (topic.Length > 0)
        {
            throw reader.Problem("names a topic, and what is pushed has none");
        }

        var pull = new ZeroMqPullOptions();
        return Open(place, false, pull, context => context.ZeroMqPullStream(place.Address, place.Fill(pull))
            .Map(static payload => new MqttMessage(default, payload)));
    }

    private static MessageSource Open(ZeroMqPlace place, bool topics, ZeroMqOptions options,
        Func<StreamingContext, DStream<MqttMessage>> read) => place.Listens is { } endPoint
        ? new ListeningSource(endPoint, (context, listens) =>
        {
            options.OnListening = listens;
            return read(context);
        })
        {
            Topics = topics,
        }
        : new ServerSource(place.Name, place.Server, (context, _) => read(context))
        {
            Topics = topics,
        };
}
