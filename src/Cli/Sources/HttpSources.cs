namespace HotStream.Cli;

/// <summary>
/// What a server sends while the connection lasts: lines, events (server-sent), messages of a web socket. And what is posted to us.
/// </summary>
internal static class HttpSources
{
    private const string ListenExample = "http://ADDRESS:PORT?listen, http://:TOKEN@ADDRESS:PORT?listen for those who know the token, or "
        + "https://:TOKEN@ADDRESS:PORT?listen&cert=FILE&key=FILE";

    /// <summary>A page that does not end; or with <c>listen</c> and no page, what is posted to us.</summary>
    public static MessageSource? Lines(string text) =>
        ServerAddress.TryParse(text) is { Path.Length: 0 } place && place.Query.ContainsKey("listen")
            ? Listener(new AddressReader(place, PlainText.Address(text), ListenExample))
            : Open(text, false, (context, address, options) => context.HttpTextStream(address.Address,
                Fill(new HttpStreamOptions(), address, options)).Map(static line => new MqttMessage(default, line)));

    /// <summary>Those behind an id, which are asked for again after a restart from a checkpoint.</summary>
    public static MessageSource? Events(string text) => Open(text["events+".Length..], true, (context, address, options) =>
        context.HttpEventReplayStream(address.Address, Fill(new HttpReplayOptions(), address, options))
            .Map(static sent => new MqttMessage(sent.Type, sent.Data)));

    public static MessageSource? WebSocket(string text) => Open(text, false, (context, address, options) => context.WebSocketStream(
        address.Address, Fill(new WebSocketStreamOptions(), address, options)).Map(static message => new MqttMessage(default, message)));

    private static ListeningSource Listener(AddressReader reader)
    {
        reader.Has("listen");
        if (reader.Address.User is not null)
        {
            throw reader.Problem("has a user, and whoever posts shows a token");
        }

        string? token = reader.Address.Password;
        ListenPlace place = ListenPlace.Read(reader, isTls: reader.Address.Scheme == "https",
            token is null ? "give a token, or say anonymous" : null);
        reader.RefuseOthers();
        return new ListeningSource(place.EndPoint, (context, listens) => context.HttpRecordListener(place.EndPoint.Port,
            new HttpListenerOptions
            {
                Address = place.EndPoint.Address,
                BearerToken = token,
                AllowAnonymousFromNetwork = place.IsAnonymous,
                Tls = place.ReadTls(),
                OnListening = listens,
            }).Map(static record => new MqttMessage(TopicOf(record.Target), record.Payload)))
        {
            Topics = true,
        };
    }

    /// <summary>A path without the slash it begins with; an index as it is.</summary>
    private static Utf8Slice TopicOf(Utf8Slice target) =>
        target.StartsWith("/"u8) ? target.Slice(1, target.Length - 1) : target;

    private static ServerSource? Open(string text, bool topics,
        Func<StreamingContext, HttpAddress, StoreOptions, DStream<MqttMessage>> read) =>
        HttpAddress.TryParse(text) is not { } address ? null
        : new ServerSource(address.ToString(), address.Server, (context, options) => read(context, address, options))
        {
            IsTls = address.IsTls,
            Topics = topics,
        };

    private static T Fill<T>(T settings, HttpAddress address, StoreOptions options)
        where T : HttpConnectOptions
    {
        settings.UserName = address.User;
        settings.Password = address.Password;
        settings.Tls = address.IsTls ? CertificateFile.ClientTls(options.Authorities) : null;
        return settings;
    }
}
