using System.Net;

namespace HotStream.Cli;

/// <summary>Where messages come from: a broker, or devices that publish to a port of ours.</summary>
internal abstract record MqttSource
{
    /// <summary>Whether its connections are TLS.</summary>
    public abstract bool UsesTls { get; }

    /// <summary>Waits until it is there.</summary>
    /// <exception cref="IOException">It stayed away.</exception>
    public abstract Task PrepareAsync(TimeSpan patience, CancellationToken stop);

    /// <summary>Opens the stream of its messages.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="isWell">Told each time it answers.</param>
    public abstract DStream<MqttMessage> Open(StreamingContext context, Action isWell);
}

/// <summary>A broker.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Topics">What to subscribe to.</param>
/// <param name="ClientId">Our name with it; null for none, and then it keeps nothing for us.</param>
/// <param name="User">User; null for none.</param>
/// <param name="Password">Password; null for none.</param>
/// <param name="Authorities">Whom to trust as its signer; null for those the system trusts.</param>
internal sealed record BrokerSource(BrokerAddress Address, IReadOnlyList<MqttTopic> Topics, string? ClientId, string? User, string? Password, CertificateFile? Authorities) : MqttSource
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(1);

    public override bool UsesTls => Address.IsTls;

    public override Task PrepareAsync(TimeSpan patience, CancellationToken stop) =>
        ServerWait.ForPortAsync($"broker {Address.Server}", Address.Server.Host, Address.Server.Port, patience, stop);

    public override DStream<MqttMessage> Open(StreamingContext context, Action isWell)
    {
        bool isFirst = true;
        return context.MqttMessageStream(Address.ToString(), Topics, new MqttOptions
        {
            ClientId = ClientId,
            SessionExpiry = ClientId is null ? TimeSpan.Zero : s_kept,
            UserName = User ?? Address.User,
            Password = Password ?? Address.Password,
            Tls = UsesTls ? CertificateFile.ClientTls(Authorities) : null,
            OnSubscribed = () =>
            {
                if (isFirst)
                {
                    StderrLogger.WriteLine($"subscribed at {Address.Server}");
                    isFirst = false;
                }

                isWell();
            },
        });
    }
}

/// <summary>Devices that publish to a port of ours. The one place that knows how a listener is told whom to let in.</summary>
/// <param name="EndPoint">Where to listen.</param>
/// <param name="Accounts">Who may publish; null for anybody.</param>
/// <param name="Tls">Certificate and key files; null for plain TCP.</param>
internal sealed record ListenerSource(IPEndPoint EndPoint, MqttAccounts? Accounts, (string Certificate, string Key)? Tls) : MqttSource
{
    public override bool UsesTls => Tls is not null;

    public override Task PrepareAsync(TimeSpan patience, CancellationToken stop) => Task.CompletedTask;

    public override DStream<MqttMessage> Open(StreamingContext context, Action isWell) => context.MqttMessageListener(EndPoint.Port, new MqttListenerOptions
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
