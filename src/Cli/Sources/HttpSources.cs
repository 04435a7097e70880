namespace HotStream.Cli;

/// <summary>What a server sends while the connection lasts: lines, events (server-sent), messages of a web socket.</summary>
internal static class HttpSources
{
    public static MessageSource? Lines(string text) => Open(text, false, (context, address, options) => context.HttpTextStream(
        address.Address, Fill(new HttpStreamOptions(), address, options)).Map(static line => new MqttMessage(default, line)));

    /// <summary>Those behind an id, which are asked for again after a restart from a checkpoint.</summary>
    public static MessageSource? Events(string text) => Open(text["events+".Length..], true, (context, address, options) =>
        context.HttpEventReplayStream(address.Address, Fill(new HttpReplayOptions(), address, options))
            .Map(static sent => new MqttMessage(sent.Type, sent.Data)));

    public static MessageSource? WebSocket(string text) => Open(text, false, (context, address, options) => context.WebSocketStream(
        address.Address, Fill(new WebSocketStreamOptions(), address, options)).Map(static message => new MqttMessage(default, message)));

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
