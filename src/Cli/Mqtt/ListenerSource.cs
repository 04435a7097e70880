using System.Net;

namespace HotStream.Cli;

/// <summary>Devices that publish to a port of ours. The one place that knows how a listener's accounts are set.</summary>
/// <param name="EndPoint">Where to listen.</param>
/// <param name="Accounts">Who may publish; null for anybody.</param>
/// <param name="Tls">Certificate and key files; null for plain TCP.</param>
internal sealed record ListenerSource(IPEndPoint EndPoint, MqttAccounts? Accounts, (string Certificate, string Key)? Tls) : MessageSource
{
    public override bool UsesTls => Tls is not null;

    public override DStream<MqttMessage> Open(StreamingContext context, StoreOptions options, Action isWell) =>
        context.MqttMessageListener(EndPoint.Port, new MqttListenerOptions
        {
            Address = EndPoint.Address,
            Authenticate = Accounts is null ? null : Accounts.Check,
            AllowAnonymousFromNetwork = Accounts is null, // the arguments said so by name
            Tls = Tls is { } files ? CertificateFile.ReadServer(files.Certificate, files.Key) : null,
            OnListening = bound =>
            {
                StderrLogger.WriteLine($"listening on {bound}");
                isWell();
            },
        });
}
